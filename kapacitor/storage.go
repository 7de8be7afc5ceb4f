package kapacitor

// Store is one of the server's own databases.
type Store struct {
	Link Link   `json:"link"`
	Name string `json:"name"`
}
