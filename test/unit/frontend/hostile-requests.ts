/** Bytes that two servers could read differently, and what becomes of them. */
export interface HostileRequest {
  readonly name: string;
  /** Latin1. The front end closes the connection behind them, since it refuses them or since they ask for it. */
  readonly bytes: string;
  /** Of every answer on the connection, in order. */
  readonly statuses: readonly number[];
  /** Of everything that the access log has, where that is more than was answered. */
  readonly logged?: readonly number[];
  /** Every request that reaches the app: method, target and body. */
  readonly reaches: readonly string[];
}

const close = 'Connection: close\r\n';
const post = 'POST / HTTP/1.1\r\nHost: a\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const chunked = `${post}${close}Transfer-Encoding: chunked\r\n\r\n`;

function refused(name: string, bytes: string, status = 400): HostileRequest {
  return { name, bytes, statuses: [status], reaches: [] };
}

function taken(name: string, bytes: string, reaches: string): HostileRequest {
  return { name, bytes, statuses: [200], reaches: [reaches] };
}

const withLine = (line: string): string => `GET / HTTP/1.1\r\nHost: a\r\n${line}${close}\r\n`;

const framing: readonly HostileRequest[] = [
  refused('CL.TE', `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX`),
  refused(
    'TE.CL',
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${smuggled}0\r\n\r\n`,
  ),
  refused(
    'TE.CL with Content-Length 0',
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  ),
  refused(
    'two lengths that differ',
    `${post}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  ),
  refused('two lengths that are the same', `${post}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`),
  refused('two lengths in one', `${post}Content-Length: 3, 3\r\n\r\nabc`),
  refused('a length with a plus', `${post}Content-Length: +3\r\n\r\nabc`),
  refused('a negative length', `${post}Content-Length: -3\r\n\r\nabc`),
  refused('a length in hex', `${post}Content-Length: 0x3\r\n\r\nabc`),
  refused('a length with a space inside', `${post}Content-Length: 1 0\r\n\r\nabcdefghij`),
  refused('an empty length', `${post}Content-Length:\r\n\r\n`),
  refused('a length beyond all numbers', `${post}Content-Length: 99999999999999999999999\r\n\r\n`),
  refused(
    'chunked twice',
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  refused('chunked, then another', `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`),
  refused('chunked that is not the last', `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`),
  refused('gzip, then chunked', `${post}${close}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501),
  refused('an encoding that is almost chunked', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, 501),
  refused('chunked behind a vertical tab', `${post}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`),
  refused('chunked in quotes', `${post}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n`, 501),
  refused('identity', `${post}Transfer-Encoding: identity\r\n\r\nabc`, 501),
  refused('an empty encoding', `${post}Transfer-Encoding:\r\n\r\nabc`),
  refused('chunked in HTTP/1.0', `POST / HTTP/1.0\r\n${close}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  taken('CHUNKED', `${post}${close}Transfer-Encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n`, 'POST / abc'),
  taken(
    'a body that looks like a request',
    `${post}${close}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    `POST / ${smuggled}`,
  ),
  taken(
    'a GET with a body',
    `GET / HTTP/1.1\r\nHost: a\r\n${close}Content-Length: 3\r\n\r\nabc`,
    'GET / abc',
  ),
  taken(
    'bytes behind the last request',
    `${post}${close}Content-Length: 3\r\n\r\nabc${smuggled}`,
    'POST / abc',
  ),
];

const chunks: readonly HostileRequest[] = [
  refused('a chunk size that is none', `${chunked}zz\r\nabc\r\n0\r\n\r\n`),
  refused('a chunk size with 0x', `${chunked}0x3\r\nabc\r\n0\r\n\r\n`),
  refused('a negative chunk size', `${chunked}-3\r\nabc\r\n0\r\n\r\n`),
  refused('a space before a chunk size', `${chunked} 3\r\nabc\r\n0\r\n\r\n`),
  refused('a chunk size beyond all numbers', `${chunked}fffffffffffffffff\r\nabc\r\n0\r\n\r\n`),
  refused('a chunk size that ends in LF alone', `${chunked}3\nabc\r\n0\r\n\r\n`),
  refused('a chunk that ends in LF alone', `${chunked}3\r\nabc\n0\r\n\r\n`),
  refused('a chunk longer than its size', `${chunked}3\r\nabcd\r\n0\r\n\r\n`),
  refused('a chunk without its line end', `${chunked}3\r\nabc0\r\n\r\n`),
  refused('a chunk extension with a bare CR', `${chunked}3;a\rb\r\nabc\r\n0\r\n\r\n`),
  refused('a chunk extension with a bare LF', `${chunked}3;a\nb\r\nabc\r\n0\r\n\r\n`),
  refused('chunk extensions without end', `${chunked}3;${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`, 413),
  refused('trailers with a length', `${chunked}3\r\nabc\r\n0\r\nContent-Length: 99\r\n\r\n`),
  refused('trailers with a space in the name', `${chunked}3\r\nabc\r\n0\r\nX Y: 1\r\n\r\n`),
  taken('a chunk extension', `${chunked}3;a=b\r\nabc\r\n0\r\n\r\n`, 'POST / abc'),
  taken(
    'trailers that only App Engine may set',
    `${chunked}3\r\nabc\r\n0\r\nX-Appengine-Cron: true\r\n\r\n`,
    'POST / abc',
  ),
];

const headers: readonly HostileRequest[] = [
  refused('a space before the colon', withLine('X : 1\r\n')),
  refused('a tab before the colon', withLine('X\t: 1\r\n')),
  refused('a space before the colon of a length', `${post}Content-Length : 3\r\n\r\nabc`),
  refused('a folded header', withLine('X: 1\r\n 2\r\n')),
  refused('a folded encoding', `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`),
  refused('a first header that begins with a space', `GET / HTTP/1.1\r\n Host: a\r\n${close}\r\n`),
  refused('a header without a colon', withLine('X\r\n')),
  refused('a header without a name', withLine(': 1\r\n')),
  refused('a NUL in a value', withLine('X: a\0b\r\n')),
  refused('a NUL in a name', withLine('X\0: 1\r\n')),
  refused('a control character in a value', withLine('X: a\x01b\r\n')),
  refused('a bare CR in a value', withLine('X: a\rTransfer-Encoding: chunked\r\n')),
  refused('a bare LF behind a header', withLine('X: 1\n')),
  refused('bare LF everywhere', 'GET / HTTP/1.1\nHost: a\nConnection: close\n\n'),
  refused('a bare LF behind the request line', `GET / HTTP/1.1\nHost: a\r\n${close}\r\n`),
  refused('a name outside of ASCII', withLine('X\xe9: 1\r\n')),
  refused('no Host', `GET / HTTP/1.1\r\n${close}\r\n`),
  refused('two Hosts', withLine('Host: b\r\n')),
  refused('a Host with a path', `GET / HTTP/1.1\r\nHost: a/b\r\n${close}\r\n`),
  refused('a Host with a space', `GET / HTTP/1.1\r\nHost: a b\r\n${close}\r\n`),
  refused('a Host with credentials', `GET / HTTP/1.1\r\nHost: u@a\r\n${close}\r\n`),
  refused('headers beyond the limit', withLine(`X: ${'x'.repeat(15_400)}\r\n`), 431),
  taken(
    'a length that Connection names',
    `${post}Connection: close, Content-Length\r\nContent-Length: 3\r\n\r\nabc`,
    'POST / abc',
  ),
];

const requestLines: readonly HostileRequest[] = [
  refused('HTTP/0.9', 'GET /\r\n\r\n'),
  refused('HTTP/1.2', `GET / HTTP/1.2\r\nHost: a\r\n${close}\r\n`),
  refused('HTTP/2.0 in plain text', `GET / HTTP/2.0\r\nHost: a\r\n${close}\r\n`),
  refused('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refused('TLS on the plain port', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03'),
  refused('a space in the target', `GET /a b HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a NUL in the target', `GET /a\0b HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a method that is none', `G\xc9T / HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a target that is an asterisk', `OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a target that is an authority', `GET a:80 HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a target of another scheme', `GET ftp://a/ HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a target with credentials', `GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path with half an escape', `GET /a%2 HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path with a wrong escape', `GET /%zz HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path with an escaped NUL', `GET /a%00b HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path above the root', `GET /a/../../b HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path above the root, behind two slashes', `GET /a//../../b HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('a path above the root, in escapes', `GET /%2E%2e%2fb HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('an absolute target above the root', `GET http://a/.. HTTP/1.1\r\nHost: a\r\n${close}\r\n`),
  refused('TRACE', `TRACE / HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 405),
  refused('CONNECT', `CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n${close}\r\n`, 405),
  taken(
    'dots that stay below the root',
    `GET /a/./b/../../c/...%2F..?/../../%zz%00 HTTP/1.1\r\nHost: a\r\n${close}\r\n`,
    'GET /a/./b/../../c/...%2F..?/../../%zz%00 ',
  ),
  taken(
    'an expectation that nobody knows',
    `POST / HTTP/1.1\r\nHost: a\r\n${close}Expect: fish\r\nContent-Length: 3\r\n\r\nabc`,
    'POST / abc',
  ),
  taken('an absolute target', `GET http://b.example/x HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 'GET /x '),
  taken('empty lines before a request', `\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 'GET /x '),
];

const pipelines: readonly HostileRequest[] = [
  {
    name: 'two requests at once',
    bytes: `GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n${close}\r\n`,
    statuses: [200, 200],
    reaches: ['GET /1 ', 'GET /2 '],
  },
  {
    name: 'an upgrade behind a request',
    bytes: `GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
    statuses: [200, 200],
    reaches: ['GET /1 ', 'GET /2 '],
  },
  {
    name: 'CONNECT behind a request',
    bytes: 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nCONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
    statuses: [200],
    logged: [200, 405],
    reaches: ['GET /1 '],
  },
  {
    name: 'a good one and a bad one',
    bytes: `GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n${smuggled}`,
    statuses: [200],
    logged: [200, 400],
    reaches: ['GET /1 '],
  },
  {
    name: 'a bad one and a good one',
    bytes: `${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    statuses: [400],
    reaches: [],
  },
];

export const hostileRequests = [...framing, ...chunks, ...headers, ...requestLines, ...pipelines];
