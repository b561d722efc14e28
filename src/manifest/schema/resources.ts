import { docs } from './docs.ts';
import type { ObjectField } from './field.ts';
import { resourceName } from './names.ts';

export const resources = {
  type: 'object',
  about: 'What an instance has of the machine.',
  docs: docs.resources,
  fields: {
    cpu: {
      type: 'number',
      about: 'Cores: 1, an even number up to 32, or a multiple of 4 up to 80.',
      default: 1,
      unit: 'cores',
    },
    memory_gb: {
      type: 'number',
      about: "GB for the app: cores × 1.0 to 6.5, less 0.4 for the machine's own.",
      default: 0.6,
      unit: 'GB',
    },
    disk_size_gb: {
      type: 'integer',
      about: 'GB of disk.',
      default: 13,
      min: 10,
      max: 10240,
      unit: 'GB',
      status: { kind: 'no-effect' },
    },
    volumes: {
      type: 'list',
      about: 'File systems in memory, mounted at /mnt/NAME.',
      maxItems: 8,
      items: {
        type: 'object',
        about: 'A file system in memory.',
        instead: { scalar: 'Write name, volume_type and size_gb: a volume is memory at /mnt/NAME.' },
        fields: {
          name: {
            type: 'text',
            about: 'Name of its folder in /mnt.',
            default: null,
            required: true,
            pattern: resourceName,
          },
          volume_type: { type: 'text', about: '`tmpfs`.', default: null, required: true, oneOf: ['tmpfs'] },
          size_gb: {
            type: 'number',
            about: "GB, out of the app's memory.",
            default: null,
            required: true,
            min: 0.001,
            unit: 'GB',
          },
        },
      },
    },
  },
} as const satisfies ObjectField;
