// Package format compares the reading and printing of scripts with Kapacitor's
// own parser and formatter, over the scripts of its module and over random ones.
// Its tests are all there is to it.
package format
