"""An HTTP server of the standard library, and how to stop it when the platform asks."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/environment":
            self.answer("application/json", json.dumps({"cwd": os.getcwd(), "uid": os.getuid(), **os.environ}))
        else:
            self.answer("text/plain", os.environ["GREETING"] + "\n")

    def answer(self, content_type, text):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# Python as the first process of a container ignores SIGTERM unless it has a handler.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

ThreadingHTTPServer(("", int(os.environ["PORT"])), Handler).serve_forever()
