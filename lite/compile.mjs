// node compile.mjs FOLDER NAME ...    compiles these packages, with the Python that will import them

import { readFileSync } from "node:fs";

const [folder, ...names] = process.argv.slice(2);
const { loadPyodide } = await import(`${folder}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: folder });
python.FS.mkdir("/packages");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/packages");
python.runPython(readFileSync(new URL("compile.py", import.meta.url), "utf8"));
for (const name of names) python.globals.get("compile_package")(`/packages/${name}`);
