/** The wire format of protocol buffers, as far as BuildKit's messages need it: https://protobuf.dev/programming-guides/encoding */
type Field = readonly [number: number, value: bigint | Uint8Array];

/** The fields of a message in their order. Throws a `RangeError` where the bytes are not a message. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const byte = (): number => {
    const value = message[at++];
    if (value === undefined) throw new RangeError('the message ends within a field');
    return value;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const part = byte();
      value |= BigInt(part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
  };
  const bytes = (length: number): Uint8Array => {
    if (at + length > message.length) throw new RangeError('the message ends within a field');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    yield [tag >>> 3, valueOf(tag & 7, { varint, bytes })];
  }
}

function valueOf(
  wireType: number,
  read: { varint: () => bigint; bytes: (length: number) => Uint8Array },
): bigint | Uint8Array {
  switch (wireType) {
    case 0:
      return read.varint();
    case 1:
      return read.bytes(8);
    case 2:
      return read.bytes(Number(read.varint()));
    case 5:
      return read.bytes(4);
    default:
      throw new RangeError(`no wire type ${wireType}`);
  }
}

/** The field of that number as text; empty where the message has none. */
export function textField(message: Uint8Array, number: number): string {
  for (const [field, value] of fieldsOf(message)) {
    if (field === number && typeof value !== 'bigint') return Buffer.from(value).toString('utf8');
  }
  return '';
}

/** One field that holds bytes, encoded. */
export function bytesField(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([varintBytes((number << 3) | 2), varintBytes(value.length), value]);
}

/** One field that holds a number that is not negative, encoded. */
export function numberField(number: number, value: number | bigint): Buffer {
  return Buffer.concat([varintBytes(number << 3), varintBytes(value)]);
}

function varintBytes(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
