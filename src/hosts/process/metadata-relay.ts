import { connect, createServer } from 'node:net';
import { listenOn, type Address } from '../../core/index.ts';

/** A port of this machine behind which the metadata server knows one instance. Disposing closes it. */
export interface MetadataRelay extends AsyncDisposable {
  readonly address: Address;
}

/** Passes connections on to the metadata server, each with the line in front that says who calls and proves that we ask. */
export async function startMetadataRelay({
  server,
  caller,
}: {
  readonly server: { readonly address: Address; readonly secret: string };
  readonly caller: string;
}): Promise<MetadataRelay> {
  const relay = createServer((client) => {
    const upstream = connect(server.address.port, server.address.host);
    upstream.write(`FLEXBUILD/1 ${server.secret} ${caller}\n`);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    open.add(client).add(upstream);
    client.once('close', () => open.delete(client));
    upstream.once('close', () => open.delete(upstream));
  });
  const open = new Set<{ destroy(): unknown }>();
  const address = await listenOn(relay, { host: '127.0.0.1', port: 0 });
  return {
    address,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => relay.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
