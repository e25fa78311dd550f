import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', '_build/', 'node_modules/', '**/*.mjs', 'theme/**/*.js', 'stand-ins/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    // One program: a tenth quicker than the service that looks for a project for each file.
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
);
