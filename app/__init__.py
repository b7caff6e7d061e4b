"""The house: `create_app` puts it together; nobody inside imports it."""

from typing import Any


def create_app(settings: Any, *, serving: bool = False) -> Any:
    """Build the Flask application from `config.Settings`; `serving` refuses incomplete settings or an old schema.

    The imports stand in the body so that a child process (`python -m app.documents`) does not load the house.
    """
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from app import database, logs, web
    from app.accounts import security
    from app.accounts.absence_views import bp as absence_pages
    from app.accounts.admin_views import bp as administration_pages
    from app.accounts.factor_views import bp as factor_pages
    from app.accounts.sign_in_views import bp as sign_in_pages
    from app.accounts.views import bp as accounts_pages
    from app.agencies.contact_views import bp as contact_pages
    from app.agencies.views import bp as agencies_pages
    from app.attachments.views import bp as attachment_pages
    from app.calendar.feed_views import bp as feed_pages
    from app.calendar.views import bp as calendar_pages
    from app.claims.views import bp as claim_pages
    from app.correspondence.views import bp as correspondence_pages
    from app.deadlines.calendar_views import bp as chamber_calendars
    from app.deadlines.clock_views import bp as clock_pages
    from app.deadlines.closure_views import bp as closure_pages
    from app.deadlines.date_views import bp as date_pages
    from app.deadlines.views import bp as deadlines_pages
    from app.extensions import csrf, db
    from app.imports.spreadsheet_views import bp as import_pages
    from app.intelligence.views import bp as intelligence_pages
    from app.mailing.views import bp as mailing_pages
    from app.matters.views import bp as matters_pages
    from app.operations.views import bp as operations_pages
    from app.outcomes.views import bp as outcomes_pages
    from app.reminders.ladder_views import bp as ladder_pages
    from app.reminders.mail_views import bp as mail_rule_pages
    from app.reports.memo_views import bp as memo_pages
    from app.reports.package_views import bp as package_pages
    from app.reports.scorecard_views import bp as scorecard_pages
    from app.reports.views import bp as reports_pages
    from app.requests.act_views import bp as act_pages
    from app.requests.bulk_views import bp as bulk_pages
    from app.requests.docket import bp as docket_pages
    from app.requests.draft_views import bp as draft_pages
    from app.requests.item_views import bp as item_pages
    from app.requests.letter_views import bp as letter_pages
    from app.requests.link_views import bp as link_pages
    from app.requests.saved_views import bp as saved_view_pages
    from app.requests.sheet_views import bp as sheet_pages
    from app.requests.topic_views import bp as topic_pages
    from app.requests.views import bp as request_pages
    from app.search.views import bp as search_pages
    from app.sequester.views import bp as sequester_pages
    from app.today.views import bp as today_pages
    from app.writing.template_views import bp as template_pages
    from app.writing.views import bp as writing_pages

    if serving:
        # A trial in text is for a terminal, where the sign-in link should stay in sight.
        logs.begin(settings, is_terse=settings.is_trial and settings.log_format == "text")
    app = Flask("app", root_path=str(settings.root), template_folder="templates", static_folder="static")
    app.config.from_mapping(settings.for_flask())
    app.extensions["tecum"] = settings
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    database.init_app(app, db)
    csrf.init_app(app)
    web.init_app(app)
    security.init_app(app)
    for pages in (
        absence_pages,
        accounts_pages,
        act_pages,
        administration_pages,
        agencies_pages,
        attachment_pages,
        calendar_pages,
        closure_pages,
        contact_pages,
        bulk_pages,
        claim_pages,
        correspondence_pages,
        deadlines_pages,
        chamber_calendars,
        clock_pages,
        date_pages,
        docket_pages,
        draft_pages,
        factor_pages,
        feed_pages,
        import_pages,
        intelligence_pages,
        item_pages,
        ladder_pages,
        letter_pages,
        link_pages,
        mail_rule_pages,
        mailing_pages,
        matters_pages,
        operations_pages,
        outcomes_pages,
        reports_pages,
        memo_pages,
        package_pages,
        request_pages,
        scorecard_pages,
        sign_in_pages,
        sheet_pages,
        sequester_pages,
        saved_view_pages,
        search_pages,
        today_pages,
        topic_pages,
        template_pages,
        writing_pages,
    ):
        app.register_blueprint(pages)
    if serving:
        database.demand_ready(app, db)
    else:
        # Who serves pages runs no command: the libraries of the commands stay out of the web workers' memory.
        from app import cli

        cli.init_app(app)
    return app
