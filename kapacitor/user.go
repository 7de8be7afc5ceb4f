package kapacitor

// UserType is normal or admin.
type UserType string

// The types of users.
const (
	NormalUser UserType = "normal"
	AdminUser  UserType = "admin"
)

// UserPermission is what a user may do.
type UserPermission string

// The permissions of normal users; an admin has all.
const (
	NoPermissions         UserPermission = "none"
	APIPermission         UserPermission = "api"
	ConfigAPIPermission   UserPermission = "config_api"
	WritePointsPermission UserPermission = "write_points"
	AllPermissions        UserPermission = "all"
)

// User is a user in the server's own store.
type User struct {
	Link        Link             `json:"link"`
	Name        string           `json:"name"`
	Type        UserType         `json:"type"`
	Permissions []UserPermission `json:"permissions"`
}

// UserRequest creates or updates a user. In an update nil Permissions leave them as they are and empty ones take all away.
type UserRequest struct {
	Name        string           `json:"name,omitempty"`
	Password    Secret           `json:"password,omitempty"` // hidden wherever the request is printed or encoded, but for the call itself
	Type        UserType         `json:"type,omitempty"`
	Permissions []UserPermission `json:"permissions"`
}
