import { docs } from './docs.ts';
import type { NumberField, ObjectField } from './field.ts';
import { oneWord } from './names.ts';

const ofStandard = { default: null, status: { kind: 'standard-only' } } as const;
const insteadOf = (hint: string) => ({ default: null, status: { kind: 'standard-only', hint } }) as const;
const share = { type: 'number', unit: 'share', min: 1e-6, max: 1 } as const;

const target = (about: string) =>
  ({
    type: 'integer',
    about,
    default: null,
    min: 1,
    status: { kind: 'no-effect' },
  }) as const satisfies NumberField;

const idleInstances = { expression: '\\d+|automatic', means: 'a number, or automatic' } as const;
const latency = {
  expression: '\\d+((\\.\\d{1,3})?s|ms)|automatic',
  means: 'a time such as 30ms or 1.5s, or automatic',
} as const;

const customMetric = {
  type: 'object',
  about: 'A metric of Cloud Monitoring.',
  fields: {
    metric_name: { type: 'text', about: 'Its name.', default: null, required: true, pattern: oneWord },
    target_type: {
      type: 'text',
      about: 'What is compared with the target.',
      default: null,
      required: true,
      oneOf: ['GAUGE', 'DELTA_PER_SECOND', 'DELTA_PER_MINUTE'],
    },
    target_utilization: { type: 'number', about: 'The value that is aimed at.', default: null },
    single_instance_assignment: { type: 'number', about: 'The work that one instance takes.', default: null },
    filter: { type: 'text', about: 'Which series of the metric.', default: null },
  },
} as const satisfies ObjectField;

export const automaticScaling = {
  type: 'object',
  about: 'As many instances as the load asks for.',
  docs: docs.scaling,
  fields: {
    min_num_instances: { type: 'integer', about: 'The fewest instances.', default: 2, min: 1 },
    max_num_instances: { type: 'integer', about: 'The most instances.', default: 20, min: 1 },
    cool_down_period_sec: {
      type: 'integer',
      about: 'Seconds for which a new instance is left out of the measurements.',
      default: 120,
      min: 60,
      unit: 'seconds',
    },
    cpu_utilization: {
      type: 'object',
      about: 'The CPU load that is aimed at.',
      instead: { scalar: 'Write target_utilization below it, and the number there.' },
      fields: {
        target_utilization: { ...share, about: 'Share of the CPU.', default: 0.5 },
        aggregation_window_length_sec: {
          type: 'integer',
          about: 'Seconds over which the load is averaged.',
          default: null,
          min: 1,
          unit: 'seconds',
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
    custom_metrics: {
      type: 'list',
      about: 'Metrics of Cloud Monitoring that are aimed at.',
      items: customMetric,
      status: { kind: 'no-effect' },
    },
    min_instances: {
      type: 'integer',
      about: 'The fewest instances.',
      ...insteadOf('Use min_num_instances.'),
    },
    max_instances: { type: 'integer', about: 'The most instances.', ...insteadOf('Use max_num_instances.') },
    min_idle_instances: {
      type: 'text',
      about: 'The fewest idle instances.',
      pattern: idleInstances,
      ...ofStandard,
    },
    max_idle_instances: {
      type: 'text',
      about: 'The most idle instances.',
      pattern: idleInstances,
      ...ofStandard,
    },
    min_pending_latency: {
      type: 'text',
      about: 'The shortest wait for an instance.',
      pattern: latency,
      ...ofStandard,
    },
    max_pending_latency: {
      type: 'text',
      about: 'The longest wait for an instance.',
      pattern: latency,
      ...ofStandard,
    },
    max_concurrent_requests: {
      type: 'integer',
      about: 'Requests an instance takes at once.',
      min: 1,
      exact: true,
      ...insteadOf('Use target_concurrent_requests.'),
    },
    target_cpu_utilization: {
      type: 'number',
      about: 'The CPU load that is aimed at.',
      ...insteadOf('Use cpu_utilization with target_utilization.'),
    },
    target_throughput_utilization: {
      type: 'number',
      about: 'The throughput that is aimed at.',
      ...ofStandard,
    },
  },
} as const satisfies ObjectField;

export const manualScaling = {
  type: 'object',
  about: 'A fixed number of instances.',
  docs: docs.scaling,
  instead: { scalar: 'Write instances below it, and the number there.' },
  fields: {
    instances: { type: 'integer', about: 'How many.', default: null, required: true, min: 1, exact: true },
  },
} as const satisfies ObjectField;

export const basicScaling = {
  type: 'object',
  about: 'Instances on demand; the standard environment alone has it.',
  docs: docs.scaling,
  fields: {
    max_instances: {
      type: 'integer',
      about: 'The most instances.',
      default: null,
      required: true,
      min: 1,
      exact: true,
    },
    idle_timeout: {
      type: 'text',
      about: 'When an idle instance ends: `10m`.',
      default: null,
      pattern: { expression: '\\d+(s|m)', means: 'a number with s or m, such as 10m' },
    },
  },
} as const satisfies ObjectField;
