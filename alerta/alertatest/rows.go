package alertatest

// byID finds a row, or is errNotFound.
func byID[R any](q *request, rows []R, name string, id func(R) string) (R, error) {
	for _, r := range rows {
		if id(r) == q.PathValue(name) {
			return r, nil
		}
	}
	var none R
	return none, errNotFound
}

// listRows filters and sorts rows by the parameters of a list.
func listRows[R any](q *request, rows []R, v map[string][]string, columns map[string]column, value func(R, string) any, seen func(R) bool) ([]R, error) {
	f := &filter[R]{}
	if seen != nil {
		f.add(func(r R) (bool, error) { return seen(r), nil })
	}
	if err := columnFilters(f, v, columns, value); err != nil {
		return nil, err
	}
	var out []R
	for _, r := range rows {
		keep, err := f.keeps(r)
		if err != nil {
			return nil, err
		}
		if keep {
			out = append(out, r)
		}
	}
	return sortRows(out, v["sort-by"], columns, value, nil)
}
