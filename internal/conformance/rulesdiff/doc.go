// Package rulesdiff asks a real kapacitord about the ready-made rules of
// tickscript/rules: it has to accept their scripts as they are, print them
// unchanged, and give the verdicts that their documentation promises.
package rulesdiff
