import { expect } from 'chai';
import { createProject, type ConsumerProject } from './consumer-project.js';
import { PROGRAMS } from './recognises.js';

const TOOLS = ['esbuild@0.28', 'vite@7', 'webpack@5', 'webpack-cli@6'];

const WEBPACK_CONFIGURATION = `module.exports = ['mjs', 'cjs'].map((kind) => ({
  mode: 'production', target: 'node', entry: './program.' + kind,
  output: { path: __dirname, filename: 'webpack.' + kind + '.cjs' },
}));\n`;

const VITE_CONFIGURATION = `export default { logLevel: 'silent', build: { outDir: 'vite', target: 'node20',
  lib: { entry: 'program.mjs', formats: ['es'], fileName: () => 'program.mjs' } } };\n`;

describe('A project that bundles the SDK', function () {
  this.timeout(300_000);
  let project: ConsumerProject;

  before('install the bundlers', async () => {
    project = await createProject(['sdk'], TOOLS);
    await project.write({
      ...PROGRAMS,
      'webpack.config.cjs': WEBPACK_CONFIGURATION,
      'vite.config.mjs': VITE_CONFIGURATION,
    });
  });
  after(() => project.remove());

  const runs = async (bundle: string) => expect(await project.run(process.execPath, [bundle])).to.equal('true');

  for (const kind of ['mjs', 'cjs']) {
    it(`runs what esbuild makes of program.${kind}`, async () => {
      const bundle = `esbuild.${kind}.cjs`;
      await project.tool('esbuild', [`program.${kind}`, '--bundle', '--platform=node', `--outfile=${bundle}`]);
      await runs(bundle);
    });
  }

  it('runs what webpack makes of program.mjs and of program.cjs', async () => {
    await project.tool('webpack', ['--config', 'webpack.config.cjs']);
    await runs('webpack.mjs.cjs');
    await runs('webpack.cjs.cjs');
  });

  it('runs what Vite makes of program.mjs', async () => {
    await project.tool('vite', ['build']);
    await runs('vite/program.mjs');
  });
});
