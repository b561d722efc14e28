import tseslint from 'typescript-eslint';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only cli/, testing/ and the engine lookup read the environment; pass a value instead.',
};

/** The form of diagnostics: `Diagnostic` in src/core/diagnostics.ts says it. */
const diagnosticForm = [
  { key: 'hint', end: '[^.]$', message: 'A hint ends with a full stop.' },
  { key: 'message', end: '[.]$', message: 'A message has no full stop.' },
].flatMap(({ key, end, message }) => [
  { selector: `Property[key.name='${key}'] > Literal[value=/${end}/]`, message },
  {
    selector: `Property[key.name='${key}'] > TemplateLiteral > TemplateElement[tail=true][value.raw=/${end}/]`,
    message,
  },
]);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'build/',
      '.tools/',
      'coverage/',
      'examples/',
      'test/golden/',
      'test/package/testing-examples/',
      'test/support/contract-app/',
      'runtimes/',
      'templates/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `await using` is for what happens at the end.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreUsingDeclarations: true }],
      // A callback that returns nothing may be written on one line.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': ['error', environment, ...diagnosticForm],
    },
  },
  {
    files: ['src/cli/**', 'src/testing/**'],
    rules: { 'no-restricted-syntax': ['error', ...diagnosticForm] },
  },
  {
    files: ['test/**', '*.config.*'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['*.js', '*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
