import { keepHeapSmall } from '../../../src/core/index.ts';
import { startFrontEnd } from '../../../src/frontend/index.ts';
import { startedWith } from './started-with.ts';

/** The front end alone, as `flexbuild run` has it, before one instance: `flexbuild.ts PORT ORIGIN SECURE_PORT CERTIFICATE`. */
const { listen, tls, route } = await startedWith(process.argv);
keepHeapSmall();
await startFrontEnd({ listen, tls, route: () => route, defaultHostname: 'project.uc.r.appspot.com' });
