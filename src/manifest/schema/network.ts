import { docs } from './docs.ts';
import type { ObjectField } from './field.ts';
import { resourceName } from './names.ts';

const noEffect = { kind: 'no-effect' } as const;

export const network = {
  type: 'object',
  about: 'How instances are reached.',
  docs: docs.network,
  fields: {
    forwarded_ports: {
      type: 'list',
      about: 'Ports of the machine that lead to the app: `HOST[:CONTAINER][/tcp|udp]`.',
      status: noEffect,
      items: {
        type: 'text',
        about: 'A port.',
        default: null,
        required: true,
        pattern: {
          expression: '[0-9]+(:[0-9]+)?(/(udp|tcp))?',
          means: 'HOST, HOST:CONTAINER or one of these with /tcp or /udp',
        },
      },
    },
    instance_tag: {
      type: 'text',
      about: 'Network tag of the machines.',
      default: null,
      pattern: resourceName,
      status: noEffect,
    },
    name: {
      type: 'text',
      about: 'The Compute Engine network.',
      default: null,
      pattern: {
        expression: '[a-z\\d-]+(/[a-z\\d-]+)*',
        means: 'the short name of a network, such as default',
      },
      status: noEffect,
    },
    subnetwork_name: {
      type: 'text',
      about: 'The subnetwork.',
      default: null,
      pattern: resourceName,
      status: noEffect,
    },
    session_affinity: {
      type: 'truth',
      about: 'Whether a client keeps its instance.',
      default: false,
      status: noEffect,
    },
    instance_ip_mode: {
      type: 'text',
      about: 'Whether instances have an address of their own in the internet.',
      default: null,
      oneOf: ['external', 'internal', 'EXTERNAL', 'INTERNAL'],
      status: noEffect,
    },
  },
} as const satisfies ObjectField;

/** Ports that App Engine keeps for itself, and the range that is free; first and last of each. */
const ports = {
  host: {
    from: 1024,
    reserved: [[22], [8080], [8090], [8443], [10000, 10001], [10400, 10500], [11211], [24231]],
  },
  container: { from: 1, reserved: [[22], [10001], [10400, 10500], [11211]] },
} as const;

/** Why a port cannot be forwarded; null where it can. Takes what `forwarded_ports` allows. */
export function reservedPort(forwarded: string): string | null {
  const [host = '', container = host] = (forwarded.split('/')[0] ?? '').split(':');
  return refusal('host', Number(host)) ?? refusal('container', Number(container));
}

function refusal(side: keyof typeof ports, port: number): string | null {
  const { from, reserved } = ports[side];
  if (port < from || port > 65535) return `the ${side} port ${port} is not between ${from} and 65535`;
  const kept = reserved.some(([first, last = first]) => port >= first && port <= last);
  return kept ? `the ${side} port ${port} is App Engine's own` : null;
}
