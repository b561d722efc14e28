import type { HostPattern, PathPattern } from './url-pattern.ts';

/** Requests for these hosts and paths are for this service. */
export interface DispatchRule {
  /** As written: `*.example.com/mobile/*`. */
  readonly url: string;
  readonly host: HostPattern;
  readonly path: PathPattern;
  readonly service: string;
}

/** The first rule for a request; null where none is. `host` is in lower case and without a port, `path` without a query. */
export function dispatchRuleFor(
  rules: readonly DispatchRule[],
  { host, path }: { readonly host: string; readonly path: string },
): DispatchRule | null {
  return rules.find((rule) => matchesHost(rule.host, host) && matchesPath(rule.path, path)) ?? null;
}

/** Whether every request that the later rule is for is one for the earlier. */
export function covers(earlier: DispatchRule, later: DispatchRule): boolean {
  const host =
    earlier.host.kind === 'suffix'
      ? matchesHost(earlier.host, later.host.text)
      : isSame(earlier.host, later.host);
  const path =
    earlier.path.kind === 'prefix'
      ? matchesPath(earlier.path, later.path.text)
      : isSame(earlier.path, later.path);
  return host && path;
}

function matchesHost({ kind, text }: HostPattern, host: string): boolean {
  return kind === 'suffix' ? host.endsWith(text) : host === text;
}

function matchesPath({ kind, text }: PathPattern, path: string): boolean {
  return kind === 'prefix' ? path.startsWith(text) : path === text;
}

function isSame<Pattern extends HostPattern | PathPattern>(a: Pattern, b: Pattern): boolean {
  return a.kind === b.kind && a.text === b.text;
}
