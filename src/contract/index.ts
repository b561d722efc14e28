/** What has to hold for every app, tried on one: `flexbuild test`. */
export { diagnosticsOf as contractDiagnostics } from './diagnostics.ts';
export { runContract, type ContractOptions } from './run-contract.ts';
export { checkKinds, type Selection } from './table.ts';
export { findTestFile } from './test-file/find.ts';
export { readTestFile, type RequestCheck, type TestFile } from './test-file/read.ts';
export type { CheckKind, CheckResult, ContractReport, Outcome } from './types.ts';
