// @ts-check
/**
 * The licence notices of all that Trapdoom contains of others. Packages bundled into dist/ are known from
 * the bundler's list of modules. Others run next to it, with what is compiled into them. Written to dist/NOTICES.txt with each bundle.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { SetupError } from './run.mjs';

const LICENCES = path.join(import.meta.dirname, 'licences');
/** Files of a package that others must be given with it. */
const TEXTS = /^(licen[cs]es?|copying|notices?|third[-_]?party[-_]?notices?)([.-].*)?$/i;
/** Bundlers add helpers of their own, as modules without a file: their names begin with a NUL and the package's. */
const HELPERS = /^(?:\0(rolldown|vite)\/|\0?(commonjsHelpers|__vite))/;
const BUNDLER_OF_HELPERS = 'vite';
const WITHIN = '/node_modules/';

/** What is compiled into a package and must be said with it, though its bill of materials does not. */
const COMPILED_IN = [
  {
    package: /^@napi-rs\/canvas-/,
    text: `It contains Skia, Copyright (c) 2011 Google Inc. and others, under the licence BSD-3-Clause.
Portions of this software are copyright (c) The FreeType Project (www.freetype.org). All rights reserved.
This software is based in part on the work of the Independent JPEG Group.
Copyright (c) 1995-2026 The PNG Reference Library Authors; 2018-2026 Cosmin Truta; 1998-2018 Glenn Randers-Pehrson;
1996-1997 Andreas Dilger; 1995-1996 Guy Eric Schalnat, Group 42, Inc.
Copyright (c) 1991-2026 Unicode, Inc.
zlib: Copyright (c) 1995-2026 Jean-loup Gailly and Mark Adler.`,
    licences: ['BSD-3-Clause', 'Unicode-3.0'],
  },
];

/**
 * @typedef {object} Carried
 * @property {string} name
 * @property {string} version
 * @property {string} licence
 * @property {string} folder
 * @property {string[]} texts of licences and notices
 * @property {string} contents what is compiled into it; may be empty
 */

/**
 * A plugin for the bundler that adds the ids of all modules in its output to `ids`.
 * @param {Set<string>} ids
 * @returns {import('vite').Plugin}
 */
export function collectModules(ids) {
  return {
    name: 'trapdoom-notices',
    generateBundle(_options, output) {
      for (const file of Object.values(output))
        if (file.type === 'chunk') for (const id of Object.keys(file.modules)) ids.add(id);
    },
  };
}

/**
 * Writes the notices of bundled modules and of the packages that run beside them. Throws SetupError for a package without a licence's
 * text: nobody may pass it on.
 * @param {string} file
 * @param {Iterable<string>} ids of modules, as the bundler names them
 * @param {string} [folder] the one of package.json
 */
export function writeNotices(file, ids, folder = root) {
  const bundled = packagesOf(ids, folder);
  const beside = dependencies(folder);
  writeFileSync(file, text(bundled, beside));
}

/**
 * The packages that modules are of.
 * @param {Iterable<string>} ids
 * @param {string} folder
 * @returns {Carried[]}
 */
export function packagesOf(ids, folder) {
  const folders = new Set();
  for (const id of ids) {
    const [, bundler, helper] = HELPERS.exec(id) ?? [];
    if (bundler ?? helper) folders.add(packageFolder(bundler ?? BUNDLER_OF_HELPERS, folder));
    else {
      // With slashes, as the bundler has them on every system.
      const place = id.replace(/^\0/, '').replace(/\?.*$/, '').replaceAll('\\', '/');
      const within = place.lastIndexOf(WITHIN);
      if (within < 0 && path.isAbsolute(place)) continue;
      if (within < 0)
        throw new SetupError(`The bundle has a module of unknown origin: ${JSON.stringify(id)}.`);
      const [scope, name] = place.slice(within + WITHIN.length).split('/');
      const own = scope?.startsWith('@') ? path.join(scope, name ?? '') : (scope ?? '');
      folders.add(path.join(place.slice(0, within), 'node_modules', own));
    }
  }
  return [...folders].sort().map((one) => carried(one));
}

/**
 * The packages that package.json depends on at run time, and theirs, as far as they are installed: native code is of this system only.
 * @param {string} folder
 * @returns {Carried[]}
 */
export function dependencies(folder) {
  /** @type {Map<string, Carried>} */
  const found = new Map();
  /** @param {string} from @param {string | undefined} parent */
  const follow = (from, parent) => {
    const { dependencies: needed = {}, optionalDependencies: optional = {} } = manifest(from);
    for (const name of Object.keys({ ...needed, ...optional }).sort()) {
      const place = [path.join(from, 'node_modules', name), path.join(folder, 'node_modules', name)].find(
        existsSync,
      );
      if (place === undefined && name in optional) continue;
      if (place === undefined)
        throw new SetupError(`The package ${name} is not installed. Run “npm install”.`);
      if (found.has(place)) continue;
      // Native code is in packages of its own, one for each system. They leave the licence to the package that they belong to.
      const family = parent !== undefined && name.startsWith(`${parent}-`) ? from : undefined;
      found.set(place, carried(place, family));
      follow(place, name);
    }
  };
  follow(folder, undefined);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * @param {string} folder
 * @param {string} [family] the package whose licence holds where this one has no text of it
 * @returns {Carried}
 */
function carried(folder, family) {
  const { name, version, license } = manifest(folder);
  const texts = textsOf(folder);
  if (texts.length === 0 && family !== undefined) texts.push(...textsOf(family));
  if (texts.length === 0)
    throw new SetupError(
      `The package ${name} ${version} has no text of its licence (${license ?? 'none named'}) in ${folder}, so Trapdoom must not be passed on with it. Use another package, or version.`,
    );
  return {
    name,
    version,
    licence: String(license ?? 'see its text'),
    folder,
    texts,
    contents: contentsOf(folder, name),
  };
}

/** @param {string} folder @returns {string[]} */
function textsOf(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && TEXTS.test(entry.name),
  );
  return names.map(({ name }) => readFileSync(path.join(folder, name), 'utf8').trim()).filter(Boolean);
}

/**
 * What a package's bill of materials (CycloneDX, `sbom.cdx.json`) and we ourselves say is compiled into it, with the licences' texts.
 * @param {string} folder
 * @param {string} name
 */
function contentsOf(folder, name) {
  const said = COMPILED_IN.find((one) => one.package.test(name));
  const bill = path.join(folder, 'sbom.cdx.json');
  const components = existsSync(bill) ? JSON.parse(readFileSync(bill, 'utf8')).components : [];
  const parts = components.filter((/** @type {{type: string}} */ { type }) => type === 'library').map(part);
  if (said === undefined && parts.length === 0) return '';
  const ids = new Set([
    ...(said?.licences ?? []),
    ...parts.flatMap((/** @type {Part} */ { licences }) => licences),
  ]);
  return [
    said?.text ?? '',
    parts.length === 0
      ? ''
      : `Its bill of materials, with licences:\n${parts.map((/** @type {Part} */ one) => `  ${one.line}`).join('\n')}`,
    ...[...ids]
      .sort()
      .map((id) => `--- ${id}\n\n${readFileSync(path.join(LICENCES, `${id}.txt`), 'utf8').trim()}`),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** @typedef {{line: string, licences: string[]}} Part */

/**
 * @param {{name: string, version: string, licenses?: {expression?: string, license?: {id?: string, name?: string}}[]}} component
 * @returns {Part}
 */
function part({ name, version, licenses = [] }) {
  const named = licenses.map(({ expression, license }) => expression ?? license?.id ?? license?.name ?? '');
  const licences = named.flatMap(choose);
  return { line: `${name} ${version}: ${named.join(', ') || 'not named'}`, licences };
}

/**
 * Of an SPDX expression, the licences that we take: of alternatives the first whose texts we have.
 * @param {string} expression
 * @returns {string[]}
 */
function choose(expression) {
  const alternatives = expression
    .split(/\s+OR\s+|\s*\/\s*/)
    .map((one) => one.replaceAll(/[()]/g, ' ').trim());
  const groups = alternatives.map((one) => one.split(/\s+AND\s+/).map((id) => id.trim()));
  const has = (/** @type {string} */ id) =>
    /^[\w.-]+$/.test(id) && existsSync(path.join(LICENCES, `${id}.txt`));
  return groups.find((group) => group.every(has)) ?? [];
}

/** @param {string} name @param {string} folder */
function packageFolder(name, folder) {
  const place = path.join(folder, 'node_modules', name);
  if (!existsSync(place)) throw new SetupError(`The package ${name} is not installed. Run “npm install”.`);
  return place;
}

/**
 * @param {string} folder
 * @returns {{name: string, version: string, license?: string, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>}}
 */
function manifest(folder) {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

/** @param {readonly Carried[]} bundled @param {readonly Carried[]} beside */
function text(bundled, beside) {
  const list = (/** @type {readonly Carried[]} */ all) =>
    all.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`).join('\n');
  const rule = '='.repeat(78);
  const each = [...bundled, ...beside].map(({ name, version, texts, contents }) =>
    [rule, `${name} ${version}`, rule, ...texts, contents].filter(Boolean).join('\n\n'),
  );
  return `Trapdoom is free software under the GNU General Public License; see COPYING. It contains, and runs with,
the works of others that are named here, with their notices. Game modules and WADs have theirs beside them.

Bundled into the program:
${list(bundled)}

Run beside it:
${list(beside)}

${each.join('\n\n')}
`;
}
