import type { ObjectField, OpenField } from './field.ts';

const standardOnly = (about: string) =>
  ({
    type: 'open',
    about,
    status: { kind: 'no-effect', hint: 'Remove it: it belongs to the standard environment.' },
  }) as const satisfies OpenField;

const target = (about: string) =>
  ({ type: 'open', about, status: { kind: 'no-effect' } }) as const satisfies OpenField;

export const automaticScaling = {
  type: 'object',
  about: 'As many instances as the load asks for.',
  fields: {
    min_num_instances: { type: 'integer', about: 'The fewest instances.', default: 2, min: 1 },
    max_num_instances: { type: 'integer', about: 'The most instances.', default: 20, min: 1 },
    cool_down_period_sec: {
      type: 'integer',
      about: 'Seconds for which a new instance is left out of the measurements.',
      default: 120,
      min: 60,
    },
    cpu_utilization: {
      type: 'object',
      about: 'The CPU load that is aimed at.',
      fields: {
        target_utilization: { type: 'number', about: 'Share of the CPU.', default: 0.5, min: 1e-6, max: 1 },
        aggregation_window_length_sec: {
          type: 'integer',
          about: 'Seconds over which the load is averaged.',
          default: null,
          min: 1,
          status: { kind: 'no-effect' },
        },
      },
    },
    target_concurrent_requests: target('Open requests per instance that are aimed at.'),
    target_request_count_per_sec: target('Requests per second and instance that are aimed at.'),
    target_network_sent_bytes_per_sec: target('Bytes sent per second that are aimed at.'),
    target_network_received_bytes_per_sec: target('Bytes received per second that are aimed at.'),
    target_network_sent_packets_per_sec: target('Packets sent per second that are aimed at.'),
    target_network_received_packets_per_sec: target('Packets received per second that are aimed at.'),
    target_disk_write_bytes_per_sec: target('Bytes written per second that are aimed at.'),
    target_disk_read_bytes_per_sec: target('Bytes read per second that are aimed at.'),
    target_disk_write_ops_per_sec: target('Disk writes per second that are aimed at.'),
    target_disk_read_ops_per_sec: target('Disk reads per second that are aimed at.'),
    custom_metrics: target('Metrics of Cloud Monitoring that are aimed at.'),
    min_instances: standardOnly('The fewest instances.'),
    max_instances: standardOnly('The most instances.'),
    min_idle_instances: standardOnly('The fewest idle instances.'),
    max_idle_instances: standardOnly('The most idle instances.'),
    min_pending_latency: standardOnly('The shortest wait for an instance.'),
    max_pending_latency: standardOnly('The longest wait for an instance.'),
    max_concurrent_requests: standardOnly('Requests an instance takes at once.'),
    target_cpu_utilization: standardOnly('The CPU load that is aimed at.'),
    target_throughput_utilization: standardOnly('The throughput that is aimed at.'),
  },
} as const satisfies ObjectField;

export const manualScaling = {
  type: 'object',
  about: 'A fixed number of instances.',
  fields: {
    instances: { type: 'integer', about: 'How many.', default: null, required: true, min: 1 },
  },
} as const satisfies ObjectField;

export const basicScaling = {
  type: 'object',
  about: 'Instances on demand; the standard environment alone has it.',
  fields: {
    max_instances: { type: 'integer', about: 'The most instances.', default: null, min: 1 },
    idle_timeout: { type: 'text', about: 'When an idle instance ends: `10m`.', default: null },
  },
} as const satisfies ObjectField;
