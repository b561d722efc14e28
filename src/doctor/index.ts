export { examine } from './examine.ts';
export { machineHere } from './machine.ts';
export type {
  DoctorRequest,
  Finding,
  Machine,
  MachineFacts,
  NetworkProbes,
  ProcessProbes,
  Verdict,
} from './types.ts';
