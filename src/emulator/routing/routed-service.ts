import { dispatchRuleFor, type DispatchRule } from '../../manifest/index.ts';
import { askedHost } from './asked-host.ts';
import type { RoutingTable } from './routing-table.ts';

/** Which service gets a request. */
export type RoutedService =
  | { readonly kind: 'runs'; readonly service: string }
  /** A rule names a service that is not among those that run here. */
  | { readonly kind: 'absent'; readonly rule: DispatchRule };

/**
 * In App Engine's order: `VERSION-dot-SERVICE-dot-PROJECT` reaches what it names, whatever dispatch.yaml says; then rules
 * decide; then `SERVICE-dot-PROJECT`; all else goes to the default service.
 * https://cloud.google.com/appengine/docs/flexible/how-requests-are-routed
 */
export function routedService(
  table: RoutingTable,
  { host: text, url }: { readonly host: string; readonly url: string },
): RoutedService {
  const { services, defaultService, rules } = table;
  // Most apps, and every one of their requests.
  if (services.length === 1 && rules.length === 0) return { kind: 'runs', service: defaultService };
  const { host, names } = askedHost(text, table);
  const named = services.find((service) => service === names.at(-1));
  // The one version that runs here stands for all of its service.
  if (named !== undefined && names.length > 1) return { kind: 'runs', service: named };
  const rule = dispatchRuleFor(rules, { host, path: pathOf(url) });
  if (rule === null) return { kind: 'runs', service: named ?? defaultService };
  return services.includes(rule.service) ? { kind: 'runs', service: rule.service } : { kind: 'absent', rule };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
