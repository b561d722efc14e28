"""Passes each connection on port 80 to flexbuild's metadata server, behind a line that says who asks.

It runs beside the app's containers on whatever Python the base image has: 3.5 or newer, python3-minimal is enough.
  FLEXBUILD_METADATA_UPSTREAM  HOST:PORT of the server
  FLEXBUILD_METADATA_SECRET    what the server knows its forwarder by
  FLEXBUILD_METADATA_LISTEN    IPV4:PORT instead of 0.0.0.0:80
  FLEXBUILD_METADATA_CLAIM     an address to take on the loopback device first, and to listen on at port 80: then whoever
                               shares this network reaches it there; where that is not allowed, 127.0.0.1 has to do
  FLEXBUILD_METADATA_CALLER    who asks, where all that share this network are one
It says `ready IPV4:PORT` on standard output once it listens.
"""

import fcntl
import os
import selectors
import signal
import socket
import struct
import sys
import time

CHUNK = 65536


def main():
    upstream = resolve(os.environ['FLEXBUILD_METADATA_UPSTREAM'])
    secret = os.environ['FLEXBUILD_METADATA_SECRET']
    caller = os.environ.get('FLEXBUILD_METADATA_CALLER')
    selector = selectors.DefaultSelector()
    terminated = on_sigterm()
    selector.register(terminated, selectors.EVENT_READ)
    listener = listen(listen_address())
    selector.register(listener, selectors.EVENT_READ)
    print('ready {}:{}'.format(*listener.getsockname()), flush=True)
    while True:
        for key, events in selector.select():
            if key.fileobj is terminated:
                return
            if key.fileobj is listener:
                accept(selector, listener, upstream, preamble(secret, caller))
            elif not key.data.closed:
                advance(key.data, events)


def on_sigterm():
    """A socket that becomes readable: a signal just before select() would not interrupt it."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.detach())
    signal.signal(signal.SIGTERM, lambda *_: None)
    return reader


def resolve(address):
    host, port = address.rsplit(':', 1)
    return socket.getaddrinfo(host.strip('[]'), int(port), type=socket.SOCK_STREAM)[0]


def listen_address():
    claimed = os.environ.get('FLEXBUILD_METADATA_CLAIM')
    if claimed is None:
        return os.environ.get('FLEXBUILD_METADATA_LISTEN', '0.0.0.0:80')
    try:
        claim(claimed)
        return claimed + ':80'
    except OSError as error:
        print('cannot take {}: {}'.format(claimed, error), file=sys.stderr, flush=True)
        return '127.0.0.1:0'


SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891C  # netdevice(7)


def claim(address):
    """Gives the loopback device a second address, without the programs that usually do: it has an alias of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, '255.255.255.255')):
            ifreq = struct.pack('16sH2x4s8x', b'lo:metadata', socket.AF_INET, socket.inet_aton(value))
            fcntl.ioctl(sock, request, ifreq)


def preamble(secret, caller):
    """Makes the line for a connection from an address."""
    return lambda address: 'FLEXBUILD/1 {} {}\n'.format(secret, caller or address).encode()


def listen(address):
    host, port = address.rsplit(':', 1)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen(512)
    listener.setblocking(False)
    return listener


def accept(selector, listener, upstream, line_for):
    try:
        client, peer = listener.accept()
    except BlockingIOError:
        return
    except OSError:  # Out of descriptors: the listener stays readable, so wait for one to be given back.
        time.sleep(0.05)
        return
    try:
        server = socket.socket(*upstream[:3])
        server.setblocking(False)
        server.connect_ex(upstream[4])
    except OSError:
        client.close()
        return
    asking, answering = End(selector, client), End(selector, server)
    asking.other, answering.other = answering, asking
    answering.unsent = line_for(peer[0])
    asking.watch()
    answering.watch()


class End:
    """One socket of a pair: what comes in at one goes out at the other."""

    def __init__(self, selector, sock):
        self.selector, self.sock, self.other = selector, sock, None
        self.unsent = b''  # Has come in at the other and is to go out here.
        self.ended = False  # Nothing more comes in here.
        self.closed = False
        self.watched = 0
        sock.setblocking(False)
        # An instance that was killed says nothing: without probes its connections would stay.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def watch(self):
        # Reading waits until the other side has taken what was read: a slow reader holds up a fast writer.
        reads = selectors.EVENT_READ if not self.ended and not self.other.unsent else 0
        wanted = reads | (selectors.EVENT_WRITE if self.unsent else 0)
        if wanted == self.watched:
            return
        if not self.watched:
            self.selector.register(self.sock, wanted, self)
        elif not wanted:
            self.selector.unregister(self.sock)
        else:
            self.selector.modify(self.sock, wanted, self)
        self.watched = wanted

    def send(self):
        self.unsent = self.unsent[self.sock.send(self.unsent):]

    def receive(self):
        chunk = self.sock.recv(CHUNK)
        self.other.unsent = chunk
        self.ended = not chunk
        if self.ended:
            self.other.sock.shutdown(socket.SHUT_WR)

    def close(self):
        if self.watched:
            self.selector.unregister(self.sock)
        self.closed = True
        self.sock.close()


def advance(end, events):
    try:
        if events & selectors.EVENT_WRITE and end.unsent:
            end.send()
        if events & selectors.EVENT_READ and not end.ended and not end.other.unsent:
            end.receive()
        finished = end.ended and end.other.ended
    except BlockingIOError:
        finished = False
    except OSError:  # Refused or reset: there is nobody left to tell but the other side.
        finished = True
    if finished:
        end.close()
        end.other.close()
    else:
        end.watch()
        end.other.watch()


if __name__ == '__main__':
    main()
