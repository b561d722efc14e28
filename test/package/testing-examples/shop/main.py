"""A shop that keeps its orders in PostgreSQL."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import psycopg2

DATABASE_URL = os.environ.get('DATABASE_URL')
DISCOUNT = 'http://metadata.google.internal/computeMetadata/v1/project/attributes/discount'


def query(statement, *values):
    with psycopg2.connect(DATABASE_URL, connect_timeout=2) as connection:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def discount():
    with urlopen(Request(DISCOUNT, headers={'Metadata-Flavor': 'Google'})) as answer:
        return answer.read().decode()


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == '/ready':
            query('SELECT 1')
            self.answer('ready')
        elif self.path == '/orders':
            self.answer([what for (what,) in query('SELECT what FROM orders ORDER BY id')])
        elif self.path == '/discount':
            self.answer(discount())
        else:
            self.answer({name: os.environ.get(name) for name in ('CURRENCY', 'GAE_SERVICE', 'GAE_MEMORY_MB')})

    def do_POST(self):
        what = self.rfile.read(int(self.headers['Content-Length'])).decode()
        query('CREATE TABLE IF NOT EXISTS orders (id serial, what text)')
        query('INSERT INTO orders (what) VALUES (%s)', what)
        print('ordered', what)
        self.answer('ordered')

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def close(*_):
    print('closed')
    sys.exit(0)


signal.signal(signal.SIGTERM, close)
ThreadingHTTPServer(('0.0.0.0', int(os.environ['PORT'])), Shop).serve_forever()
