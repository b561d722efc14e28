import { setAppEngineHeaders, setTrustedHeaders } from './app-engine.ts';
import type { RequestFacts } from './facts.ts';
import type { HeaderField } from './field.ts';
import {
  appendForwarded,
  appendForwardedFor,
  appendVia,
  dropExpect,
  setForwardedProto,
  setHost,
} from './forwarding.ts';
import { dropHopByHop } from './hop-by-hop.ts';
import { dropNamesNginxIgnores, dropReserved } from './reserved.ts';
import { setTraceContext } from './trace.ts';

/** Changes the list of header fields in place. */
export type RequestRule = (fields: HeaderField[], facts: RequestFacts) => void;

/**
 * What becomes of a request's headers on the way to the app. First everything is dropped, then everything is set:
 * Connection names headers to drop, and a client could otherwise name ours; reserved names go before ours take their place.
 */
export const requestRules: readonly RequestRule[] = [
  dropHopByHop,
  dropReserved,
  dropNamesNginxIgnores,
  dropExpect,
  setHost,
  appendForwardedFor,
  setForwardedProto,
  appendForwarded,
  appendVia,
  setTraceContext,
  setAppEngineHeaders,
  setTrustedHeaders,
];
