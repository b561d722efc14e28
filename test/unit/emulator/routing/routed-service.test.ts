import { expect, test } from 'vitest';
import { defaultAppSettings } from '../../../../src/emulator/index.ts';
import { routedService } from '../../../../src/emulator/routing/routed-service.ts';
import { routingTable, type RoutingTable } from '../../../../src/emulator/routing/routing-table.ts';
import { examineDispatchYaml } from '../../../../src/manifest/index.ts';
import { planOf } from '../../../support/plans.ts';

const app = { ...defaultAppSettings, project: 'shop' };
const dispatch = rulesOf(`dispatch:
- { url: "*/mobile/*", service: mobile }
- { url: "shop.uc.r.appspot.com/favicon.ico", service: api }
- { url: "api-dot-shop.uc.r.appspot.com/old", service: default }
- { url: "www.example.com/*", service: mobile }
- { url: "*.example.com/api/*", service: api }
- { url: "*/work/*", service: worker }
`);
const table: RoutingTable = routingTable({
  app,
  plans: [planOf({ service: 'api' }), planOf({ service: 'default' }), planOf({ service: 'mobile' })],
  dispatch,
});

/** Who gets it; a rule's url where its service does not run. */
test.each([
  // Nothing named: this machine's names stand for the app's own host.
  ['localhost:8080', '/', 'default'],
  ['127.0.0.1:8080', '/mobile', 'default'],
  ['127.0.0.1', '/mobile/1?a=b', 'mobile'],
  ['[::1]:8080', '/favicon.ico', 'api'],
  ['192.168.0.7:8080', '/favicon.ico?x', 'api'],
  ['LOCALHOST', '/favicon.ico', 'api'],
  ['shop.uc.r.appspot.com', '/favicon.ico', 'api'],
  ['shop.uc.r.appspot.com.', '/', 'default'],
  ['shop.appspot.com', '/', 'default'],
  // A service named: rules come first.
  ['api-dot-shop.uc.r.appspot.com', '/', 'api'],
  ['api-dot-shop.uc.r.appspot.com', '/mobile/', 'mobile'],
  ['api-dot-shop.uc.r.appspot.com', '/old', 'default'],
  ['api.localhost:8080', '/', 'api'],
  ['api.localhost:8080', '/old', 'default'],
  ['api.localhost', '/mobile/1', 'mobile'],
  ['api-dot-shop.localhost', '/old', 'default'],
  ['shop.localhost', '/favicon.ico', 'api'],
  ['api.shop.uc.r.appspot.com', '/', 'api'],
  ['api-dot-shop.appspot.com', '/', 'api'],
  ['api-dot-other.ew.r.appspot.com', '/', 'api'],
  ['API-dot-shop.uc.r.appspot.com:443', '/', 'api'],
  // A version and a service named: no rule comes between.
  ['v1-dot-api-dot-shop.uc.r.appspot.com', '/mobile/1', 'api'],
  ['0-dot-v1-dot-api-dot-shop.uc.r.appspot.com', '/mobile/1', 'api'],
  ['v1.api.shop.uc.r.appspot.com', '/mobile/1', 'api'],
  ['v1-dot-default-dot-shop.appspot.com', '/work/1', 'default'],
  ['v1-dot-api.localhost', '/old', 'api'],
  ['v1.api.localhost', '/old', 'api'],
  // No such service: the default one, by the rules.
  ['v1-dot-shop.uc.r.appspot.com', '/', 'default'],
  ['v1-dot-shop.uc.r.appspot.com', '/mobile/1', 'mobile'],
  ['v1-dot-gone-dot-shop.uc.r.appspot.com', '/', 'default'],
  ['v1-dot-gone-dot-shop.uc.r.appspot.com', '/mobile/1', 'mobile'],
  ['gone.localhost', '/', 'default'],
  ['', '/', 'default'],
  // Domains of one's own, as they are and with .localhost behind them.
  ['www.example.com', '/', 'mobile'],
  ['www.example.com.localhost:8080', '/', 'mobile'],
  ['a.example.com', '/api/1', 'api'],
  ['a.example.com.localhost', '/api/1', 'api'],
  ['a.example.com', '/', 'default'],
  ['example.com', '/api/1', 'default'],
  ['api.example.com', '/', 'api'],
  ['v1-dot-api.example.com', '/mobile/1', 'api'],
  ['www.api.example.org', '/', 'default'],
  // A rule for what does not run here.
  ['localhost', '/work/1', '*/work/*'],
  ['api.localhost', '/work/', '*/work/*'],
  ['localhost', '*', 'default'],
])('%s %s: %s', (host, url, expected) => {
  const routed = routedService(table, { host, url });
  expect(routed.kind === 'runs' ? routed.service : routed.rule.url).toBe(expected);
});

test('where no service is called default, the first gets what is for no other', () => {
  const plans = [planOf({ service: 'web' }), planOf({ service: 'api' })] as const;
  const rest = routingTable({ app, plans, dispatch: [] });
  expect(routedService(rest, { host: 'localhost', url: '/' })).toEqual({ kind: 'runs', service: 'web' });
  expect(routedService(rest, { host: 'api.localhost', url: '/' })).toEqual({ kind: 'runs', service: 'api' });
});

test('the table is plain data', () => {
  const copy = JSON.parse(JSON.stringify(table)) as RoutingTable;
  expect(copy).toEqual(table);
});

function rulesOf(text: string): RoutingTable['rules'] {
  const { config } = examineDispatchYaml({ file: 'dispatch.yaml', text, substitutions: null });
  return config?.rules.map(({ rule }) => rule) ?? [];
}
