"""An app that shows what it is given, and that starts and ends as MODE says."""

import json
import os
import signal
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODE = os.environ.get('MODE', 'polite')


def environment(_query):
    return dict(os.environ)


def fetch(query):
    request = urllib.request.Request(query['url'][0], headers={'Metadata-Flavor': 'Google'})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read().decode()


def google_auth(_query):
    import google.auth
    import google.auth.transport.requests

    credentials, project = google.auth.default()
    credentials.refresh(google.auth.transport.requests.Request())
    return {'project': project, 'account': credentials.service_account_email, 'token': credentials.token}


def read(query):
    with open(query['path'][0]) as file:
        return file.read()


def size(query):
    found = os.statvfs(query['path'][0])
    return found.f_blocks * found.f_frsize


def end(query):
    print('ending as told', flush=True)
    threading.Timer(0.05, os._exit, [int(query['code'][0])]).start()
    return 'ok'


PAGES = {'/env': environment, '/fetch': fetch, '/auth': google_auth, '/read': read, '/size': size, '/end': end}


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        page = PAGES.get(url.path)
        body = json.dumps(page(urllib.parse.parse_qs(url.query)) if page else None).encode()
        self.send_response(200 if page else 404)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    print('first line', flush=True)
    if MODE == 'crash':
        sys.exit('cannot start: no database')
    if MODE == 'polite':
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    host = '127.0.0.1' if MODE == 'loopback' else '0.0.0.0'
    port = int(os.environ['PORT'])
    print('Running on http://{}:{}'.format(host, port), flush=True)
    ThreadingHTTPServer((host, port), Handler).serve_forever()


main()
