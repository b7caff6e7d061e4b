"""What the sign-in library says, in our words: one neutral sentence where more would tell who has an account."""

MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("Check your e-mail and password.", "error"),
    "GENERIC_RECOVERY": ("If this address belongs to an account, a link is on its way to it.", "info"),
    "PASSWORD_RESET_REQUEST": ("If this address belongs to an account, a link is on its way to it.", "info"),
    "PASSWORD_RESET_EXPIRED": ("This link has expired. Ask for a new one below.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link no longer works. Ask for a new one below.", "error"),
    "PASSWORD_RESET": ("Your new password is saved and you are signed in.", "success"),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is saved. Sign in with it.", "success"),
    "PASSWORD_CHANGE": ("Your new password is saved.", "success"),
    "EMAIL_NOT_PROVIDED": ("Enter your e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address like name@example.gov.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Enter a password.", "error"),
    "PASSWORD_INVALID_LENGTH": ("Use at least %(length)s characters.", "error"),
    "PASSWORD_IS_THE_SAME": ("Choose a password that differs from the old one.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Type the new one again.", "error"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "UNAUTHENTICATED": ("Sign in to see this page.", "info"),
    "REAUTHENTICATION_REQUIRED": ("Sign in again to go on.", "info"),
}


def options() -> dict[str, tuple[str, str]]:
    """The messages as settings of the library."""
    return {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()}
