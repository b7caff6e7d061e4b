"""Mails as servers and machines send them back: `{id}` is the Message-ID that they are about."""

RFC_3464 = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.gov>
To: tracker@localhost
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.gov

Final-Recipient: rfc822; person1@example.gov
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <person1@example.gov>: Recipient address
    rejected: User unknown

--b1
Content-Type: text/rfc822-headers

From: tracker@localhost
Message-ID: {id}
Subject: DUE

--b1--
"""

EXCHANGE = """\
From: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.gov>
To: <tracker@localhost>
Subject: Undeliverable: DUE: [DEMO-115-0001] State
In-Reply-To: {id}
References: {id}
X-MS-Exchange-Message-Is-Ndr:
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b2"

--b2
Content-Type: multipart/alternative; boundary="b3"

--b3
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message couldn't be delivered.
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient=
 not found'

--b3--
--b2
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.example.gov

Final-recipient: RFC822;person1@example.gov
Action: failed
Status: 5.1.10
Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found

--b2--
"""

QUOTED = """\
Return-Path: <>
From: MAILER-DAEMON@old.example.gov
To: tracker@localhost
Subject: failure notice

Hi. This is the qmail-send program at old.example.gov.
I'm afraid I wasn't able to deliver your message to the following addresses.

<person1@example.gov>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <tracker@localhost>
Message-ID: {id}
Subject: DUE
"""

FAILURES = {
    "RFC 3464": RFC_3464.replace("{action}", "failed").replace("{status}", "5.1.1"),
    "Exchange": EXCHANGE,
    "quoted original": QUOTED,
}

HEAD = "From: Pat <pat@example.gov>\nTo: tracker@localhost\nIn-Reply-To: {id}\n"
IGNORED = {
    "delayed": RFC_3464.replace("{action}", "delayed").replace("{status}", "4.4.1"),
    "delivered": RFC_3464.replace("{action}", "delivered").replace("{status}", "2.0.0"),
    "vacation": HEAD + "Auto-Submitted: auto-replied (vacation)\nSubject: Away\n\nUntil Monday.\n",
    "bulk": HEAD + "Precedence: bulk\nSubject: News\n\nNews.\n",
    "null sender": "Return-Path: <>\n" + HEAD + "Subject: Re: DUE\n\nThank you.\n",
    "old responder": HEAD + "X-Autoreply: yes\nSubject: Re: DUE\n\nThank you.\n",
    "read receipt": HEAD
    + "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b--\n",
    "our own": "From: tracker@localhost\nTo: person1@example.gov\nMessage-ID: {id}\nSubject: DUE\n\nDue.\n",
}
PERSON = HEAD + "X-Auto-Response-Suppress: All\nSubject: Re: DUE\n\nWe need another week.\n"
