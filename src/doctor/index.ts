export { examine } from './examine.ts';
export { machineHere } from './machine.ts';
export type { DoctorRequest, Finding, Machine } from './types.ts';
