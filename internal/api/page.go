package api

import (
	"errors"
	"iter"
)

// Paged walks a list page by page. fetch gets a cursor (page number, offset, token) and returns the page's items, the cursor of the next
// page, and whether there is one. The sequence ends after the first error, which is yielded with the zero T; stopping early fetches no
// further page. A next page with the same cursor would never end and is an error.
func Paged[T any, C comparable](first C, fetch func(cursor C) (items []T, next C, more bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for cursor := first; ; {
			items, next, more, err := fetch(cursor)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, it := range items {
				if !yield(it, nil) {
					return
				}
			}
			if !more {
				return
			}
			if next == cursor {
				yield(zero, errPageStuck)
				return
			}
			cursor = next
		}
	}
}

var errPageStuck = errors.New("api: the server names the same page as the next one; the list cannot be walked")

// Collect drains a sequence. It returns what came before the first error, too.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}
