import { connect } from 'node:net';
import { startMetadataServer } from '../../../src/metadata/index.ts';
import { someInstance } from '../../support/metadata.ts';

/** The metadata server alone, with as many clients that wait for a change: `flexbuild.ts PORT WAITERS`. */
const [port = 0, waiters = 0] = process.argv.slice(2).map(Number);
const { address } = await startMetadataServer({
  listen: { host: '127.0.0.1', port },
  secret: null,
  identify: () => someInstance,
});
for (let count = 0; count < waiters; count++) {
  connect(address).write(
    'GET /computeMetadata/v1/?recursive=true&wait_for_change=true HTTP/1.1\r\nHost: metadata\r\nMetadata-Flavor: Google\r\n\r\n',
  );
}
