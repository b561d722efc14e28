# gunicorn reads this file from the folder it starts in; options on its command line win over it.
import os

# 2 x cores + 1, which gunicorn recommends; resources.cpu in app.yaml is 1. WEB_CONCURRENCY overrides it.
workers = int(os.environ.get("WEB_CONCURRENCY") or 3)

# Only App Engine's front end reaches the app, so what it says about the client is true.
forwarded_allow_ips = "*"

# What makes wsgi.url_scheme "https": gunicorn's own three headers, since this setting replaces them, and App Engine's.
secure_scheme_headers = {
    "X-FORWARDED-PROTOCOL": "ssl",
    "X-FORWARDED-PROTO": "https",
    "X-FORWARDED-SSL": "on",
    "X-APPENGINE-HTTPS": "on",
}
