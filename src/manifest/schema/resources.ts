import type { ObjectField } from './field.ts';

export const resources = {
  type: 'object',
  about: 'What an instance has of the machine.',
  fields: {
    cpu: {
      type: 'number',
      about: 'Cores: 1, an even number up to 32, or a multiple of 4 up to 80.',
      default: 1,
    },
    memory_gb: {
      type: 'number',
      about: "GB for the app: cores × 1.0 to 6.5, less 0.4 for the machine's own.",
      default: 0.6,
    },
    disk_size_gb: {
      type: 'integer',
      about: 'GB of disk.',
      default: 13,
      min: 10,
      max: 10240,
      status: { kind: 'no-effect' },
    },
    volumes: {
      type: 'list',
      about: 'File systems in memory, mounted at /mnt/NAME.',
      maxItems: 8,
      items: {
        type: 'object',
        about: 'A file system in memory.',
        fields: {
          name: {
            type: 'text',
            about: 'Name of its folder in /mnt.',
            default: null,
            required: true,
            pattern: {
              expression: '[a-z]([a-z0-9-]{0,61}[a-z0-9])?',
              means: 'up to 63 lower-case letters, digits and hyphens, a letter first',
            },
          },
          volume_type: { type: 'text', about: '`tmpfs`.', default: null, required: true, oneOf: ['tmpfs'] },
          size_gb: {
            type: 'number',
            about: "GB, out of the app's memory.",
            default: null,
            required: true,
            min: 0.001,
          },
        },
      },
    },
  },
} as const satisfies ObjectField;
