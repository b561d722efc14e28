import type { Fault } from '../index.ts';

/** What a failing command tells its caller; 0 is success, 1 a comparison that differs, 130 an interrupt. */
export const exitCodes: Readonly<Record<Fault, number>> = {
  usage: 64,
  app: 65,
  machine: 69,
  flexbuild: 70,
  transient: 75,
};
