import { removeWhere, type HeaderField } from './field.ts';
import { appendVia } from './forwarding.ts';
import { dropHopByHop } from './hop-by-hop.ts';

/** Changes the list of header fields in place. */
export type ResponseRule = (fields: HeaderField[]) => void;

/**
 * What becomes of a response's headers on the way to the client; the app's Server stays. Dropping comes first for the
 * same reason as in requests: Connection may name any header, Via as well.
 */
export const responseRules: readonly ResponseRule[] = [dropHopByHop, dropNginxDirectives, appendVia];

/** X-Accel-* are the app's words to the nginx beside it, which keeps them (`proxy_hide_header`'s defaults). */
function dropNginxDirectives(fields: HeaderField[]): void {
  removeWhere(fields, ({ key }) => key.startsWith('x-accel-'));
}
