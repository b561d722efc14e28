import { label } from '../reader.ts';
import { reservedPort } from '../schema/network.ts';
import type { Finding, Rule } from './types.ts';

export const networkRules: readonly Rule[] = [
  {
    keys: [['network', 'forwarded_ports']],
    find: ({ network }) =>
      (network.forwarded_ports ?? []).flatMap((forwarded, index): readonly Finding[] => {
        const message = reservedPort(forwarded);
        if (message === null) return [];
        const at = ['network', 'forwarded_ports', String(index)];
        return [{ code: 'FB1009', message: `${label(at)}: ${message}`, hint: 'Use another port.', at }];
      }),
  },
  {
    keys: [
      ['network', 'subnetwork_name'],
      ['network', 'name'],
    ],
    find: (_values, isSet) =>
      isSet(['network', 'name'])
        ? []
        : [
            {
              code: 'FB1010',
              message: 'network has a subnetwork_name and no name',
              hint: 'Add `name`, the network that the subnetwork belongs to.',
            },
          ],
  },
];
