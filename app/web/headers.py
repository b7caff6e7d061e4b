"""The headers of every answer: a strict content policy, no framing, no sniffing, no referrer."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    is_https = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = (
            "same-origin" if request.endpoint != "security.reset_password" else "no-referrer"
        )
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        # The sign-in library writes "no-store=True", which no browser knows.
        if request.endpoint != "static" and (
            "Cache-Control" not in response.headers or request.blueprint == "security"
        ):
            response.headers["Cache-Control"] = "no-store"
        return response
