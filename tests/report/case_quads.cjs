// Prints the statements that jsonld, the JSON-LD processor of npm, reads in a CASE graph, as N-Quads. Nothing is fetched:
// a graph that asks for a context elsewhere is refused.
// node case_quads.cjs FILE, with the package in NODE_PATH (./dev readers)
'use strict';
const fs = require('node:fs');
const jsonld = require('jsonld');

async function main(path) {
  const documentLoader = (url) => { throw new Error(`${path} refers to ${url}, and nothing is fetched`); };
  const graph = JSON.parse(fs.readFileSync(path, 'utf8'));
  process.stdout.write(await jsonld.toRDF(graph, { documentLoader, format: 'application/n-quads', safe: true }));
}

main(process.argv[2]).catch((error) => {
  console.error(error.message, JSON.stringify(error.details ?? {}));
  process.exit(1);
});
