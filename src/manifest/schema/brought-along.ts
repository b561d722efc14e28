import { broughtIntoSections } from './brought-into-sections.ts';

type Hints = Readonly<Record<string, string>>;

const instances = {
  replicas: 'Use manual_scaling with instances, or automatic_scaling with min_num_instances.',
  scaling: 'Use automatic_scaling or manual_scaling.',
  minreplicas: 'Use automatic_scaling with min_num_instances.',
  maxreplicas: 'Use automatic_scaling with max_num_instances.',
  mininstances: 'Use automatic_scaling with min_num_instances.',
  maxinstances: 'Use automatic_scaling with max_num_instances.',
  minscale: 'Use automatic_scaling with min_num_instances.',
  maxscale: 'Use automatic_scaling with max_num_instances.',
  minnuminstances: 'Write min_num_instances below automatic_scaling.',
  maxnuminstances: 'Write max_num_instances below automatic_scaling.',
  autoscaling: 'Use automatic_scaling.',
  concurrency: 'Use automatic_scaling with target_concurrent_requests.',
  containerconcurrency: 'Use automatic_scaling with target_concurrent_requests.',
  targetcpuutilizationpercentage:
    'Use automatic_scaling with cpu_utilization and target_utilization, a share of 1.',
} as const satisfies Hints;

/** Kubernetes and Knative: a Deployment, a Service, a container. */
const kubernetes = {
  readinessprobe: 'Use readiness_check.',
  startupprobe: 'Use readiness_check with app_start_timeout_sec.',
  livenessprobe: 'Use liveness_check.',
  apiversion: 'Remove it: an app.yaml is no Kubernetes resource.',
  kind: 'Remove it: an app.yaml is no Kubernetes resource.',
  metadata: 'Remove it, and write its name as `service`.',
  spec: 'Remove it, and write what is in it as keys of app.yaml.',
  template: 'Remove it, and write what is in it as keys of app.yaml.',
  containers: 'Remove it: an instance has one container, which the runtime makes.',
  initcontainers: 'Remove it: an instance has one container.',
  containerport: 'Remove it: the app listens on $PORT.',
  imagepullpolicy: 'Remove it: the image is built from this folder.',
  envfrom: 'Use env_variables.',
  serviceaccountname: 'Use service_account.',
  terminationgraceperiodseconds: 'Remove it: an app always has 30 seconds.',
  volumemounts: 'Use resources with volumes, which are mounted at /mnt/NAME.',
  limits: 'Use resources with cpu and memory_gb.',
  requests: 'Use resources with cpu and memory_gb.',
  labels: 'Remove it: versions have no labels here.',
  annotations: 'Remove it: versions have no annotations here.',
  namespace: 'Remove it, and name the project with --project.',
  selector: 'Remove it: an app.yaml is no Kubernetes resource.',
} as const satisfies Hints;

const cloudRun = {
  region: 'Remove it: an app has one region, chosen when it was created.',
  location: 'Remove it: an app has one region, chosen when it was created.',
  platform: 'Use `env: flex`.',
  ingress: 'Remove it, and use `gcloud app services update --ingress`.',
  secrets: 'Remove it, and read them from Secret Manager in the app.',
  cloudsqlinstances: 'Use beta_settings with cloud_sql_instances.',
  vpcconnector: 'Use network with name and subnetwork_name.',
  sessionaffinity: 'Use network with session_affinity.',
  revision: 'Remove it, and name the version with --version.',
  traffic: 'Remove it, and use `gcloud app services set-traffic`.',
  requesttimeout: 'Remove it: a request may take 60 minutes.',
  timeout: 'Remove it: a request may take 60 minutes.',
  timeoutseconds: 'Remove it: a request may take 60 minutes.',
  ram: 'Use resources with memory_gb.',
  memory: 'Use resources with memory_gb.',
  memorymb: 'Use resources with memory_gb.',
  memorylimit: 'Use resources with memory_gb.',
  cpus: 'Use resources with cpu.',
  disk: 'Use resources with disk_size_gb.',
  storage: 'Use resources with disk_size_gb.',
  machinetype: 'Use resources with cpu and memory_gb.',
} as const satisfies Hints;

/** Docker Compose, and platforms that have a Procfile. */
const compose = {
  services: 'Write one service in each app.yaml, and its name as `service`.',
  image: 'Remove it, and name the image with --image.',
  build: 'Remove it: `runtime: custom` builds the Dockerfile beside this file.',
  dockerfile: 'Remove it: `runtime: custom` builds the Dockerfile beside this file.',
  command: 'Use entrypoint.',
  cmd: 'Use entrypoint.',
  args: 'Use entrypoint.',
  start: 'Use entrypoint.',
  startcommand: 'Use entrypoint.',
  web: 'Use entrypoint.',
  run: 'Use entrypoint.',
  script: 'Use entrypoint.',
  port: 'Remove it: the app listens on $PORT.',
  expose: 'Remove it: the app listens on $PORT.',
  ports: 'Use network with forwarded_ports; visitors come to $PORT without it.',
  environment: 'Use env_variables.',
  environmentvariables: 'Use env_variables.',
  envvars: 'Use env_variables.',
  envfile: 'Use env_variables.',
  variables: 'Use env_variables.',
  buildenvvars: 'Use build_env_variables.',
  buildargs: 'Use build_env_variables.',
  volumes: 'Use resources with volumes.',
  networks: 'Use network.',
  restart: 'Remove it: an instance that ends is always replaced.',
  dependson: 'Remove it: services of an app start by themselves.',
  workingdir: 'Remove it: the command runs in the folder of the app.',
  containername: 'Use service.',
  name: 'Use service.',
  healthcheck: 'Use liveness_check and readiness_check.',
  healthchecks: 'Use liveness_check and readiness_check.',
  healthcheckpath: 'Use liveness_check and readiness_check, each with path.',
  user: 'Remove it: the image says which user it runs as.',
  deploy: 'Use resources and manual_scaling.',
} as const satisfies Hints;

const versions = {
  pythonversion: 'Use runtime_config with operating_system and runtime_version.',
  nodeversion: 'Use runtime_config with operating_system and runtime_version.',
  javaversion: 'Use runtime_config with operating_system and runtime_version.',
  goversion: 'Use runtime_config with operating_system and runtime_version.',
  runtimeversion: 'Use runtime_config with operating_system and runtime_version.',
  operatingsystem: 'Use runtime_config with operating_system.',
  language: 'Use runtime.',
  ignore: 'Use a .gcloudignore file, or skip_files.',
  exclude: 'Use a .gcloudignore file, or skip_files.',
  cloudsql: 'Use beta_settings with cloud_sql_instances.',
  '<<': 'Write the keys out: gcloud knows no merge keys.',
} as const satisfies Hints;

/**
 * Names that people bring to app.yaml from elsewhere, in lower case without separators, and what does it here. Where a
 * name means something else in a section, or belongs to one, the section stands before it: `network.port`.
 */
export const broughtAlong: Hints = {
  ...instances,
  ...kubernetes,
  ...cloudRun,
  ...compose,
  ...versions,
  ...Object.fromEntries(
    Object.entries(broughtIntoSections).flatMap(([section, hints]) =>
      Object.entries(hints).map(([name, hint]) => [`${section}.${name}`, hint]),
    ),
  ),
};
