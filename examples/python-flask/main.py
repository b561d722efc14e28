"""A page that shows where it runs: what the platform told it, and what reached it."""

import os

import google.auth
import google.auth.compute_engine
import google.auth.transport.requests
from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/")
def page():
    return (
        f"{os.environ['GREETING']} from {os.environ['GAE_SERVICE']} version {os.environ['GAE_VERSION']}, "
        f"instance {os.environ['GAE_INSTANCE']}\n"
        f"project {os.environ['GOOGLE_CLOUD_PROJECT']}, {os.environ['GAE_MEMORY_MB']} MB, you came by {request.scheme}\n"
    )


@app.get("/headers")
def headers():
    """The request's headers as they reached the app."""
    return jsonify(dict(request.headers))


@app.get("/environment")
def environment():
    return jsonify({"cwd": os.getcwd(), "uid": os.getuid(), "pid": os.getpid(), **os.environ})


@app.get("/metadata")
def metadata():
    """Who the Google client library believes to be."""
    credentials, project = google.auth.default()
    credentials.refresh(google.auth.transport.requests.Request())
    return jsonify(
        {
            "project": project,
            "account": credentials.service_account_email,
            "token": credentials.token,
            "kind": type(credentials).__module__,
        }
    )
