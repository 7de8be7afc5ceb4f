// Package rowtest keeps the list of what is known of Kapacitor's behaviour complete:
// each fact has an id, such as N051, and a test that names it, or a reason.
package rowtest
