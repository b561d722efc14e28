/** Who an instance is: what the platform tells it through its environment and the metadata server. */
export interface InstanceIdentity {
  readonly project: {
    readonly id: string;
    /** Twelve digits, as a string. */
    readonly number: string;
  };
  readonly service: string;
  readonly version: string;
  /** Eighteen digits. */
  readonly deploymentId: string;
  readonly region: string;
  readonly zone: string;
  /** The virtual machine's name: `aef-SERVICE-VERSION-xxxx`; the value of GAE_INSTANCE. */
  readonly instance: string;
  /** Compute Engine's numeric id, above 2^53: a string of digits. */
  readonly instanceId: string;
  /** Counts from 0 within its version. */
  readonly index: number;
  /** The runtime's name as app.yaml has it: `python`, `custom`. */
  readonly runtime: string;
  /** `resources.cpu` of app.yaml: what the instance would have on the platform, whatever this machine has. */
  readonly cpus: number;
  /** What GAE_MEMORY_MB says. */
  readonly memoryMb: number;
  readonly serviceAccount: string;
}
