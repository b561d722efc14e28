// Runs the app until it is killed, and says where its instance is.
import { startFlexApp } from 'flexbuild/testing';

const app = await startFlexApp('./app', {
  host: { kind: 'process', entrypoint: 'exec node server.mjs' },
});
console.log(JSON.stringify(app.services[0].instances()[0].address));
await Array.fromAsync(app.logs);
