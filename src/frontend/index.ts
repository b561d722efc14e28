export { flexLimits } from './limits.ts';
export { startFrontEnd } from './server.ts';
export type { FrontEnd, FrontEndLimits, FrontEndOptions, RequestHead, Route, Router } from './types.ts';
