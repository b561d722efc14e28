"""Asks Google's clients, before it serves anything, what they find out; ENDPOINT is a stand-in for the storage API."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from google.cloud import logging, storage
from google.cloud.logging.handlers import CloudLoggingHandler

# At module level, as in many apps: the metadata server has to answer before the app's first line.
buckets = storage.Client(client_options={'api_endpoint': os.environ['ENDPOINT']}).list_buckets(timeout=10, retry=None)
resource = CloudLoggingHandler(logging.Client()).resource
FOUND = {'buckets': [bucket.name for bucket in buckets], 'resource': [resource.type, resource.labels]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(FOUND).encode())

    def log_message(self, *_):
        pass


HTTPServer(('0.0.0.0', int(os.environ['PORT'])), Handler).serve_forever()
