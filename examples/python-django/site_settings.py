"""Settings of a site behind App Engine's front end."""

import os

SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-this-example")
DEBUG = False
# The front end passes on the host that was asked for.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
# TLS ends at the front end, which says so in this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
