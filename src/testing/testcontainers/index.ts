/** Apps in tests that use testcontainers: `flexbuild/testing/testcontainers`. Nothing else needs that package. */
export type { FlexContainerOptions } from './berth.ts';
export { FlexAppContainer } from './flex-app-container.ts';
export { StartedFlexAppContainer } from './started-flex-app-container.ts';
export type { FlexMetadata } from '../types.ts';
