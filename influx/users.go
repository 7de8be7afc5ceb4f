package influx

import (
	"context"
	"iter"

	"github.com/tickwright/tickwright/internal/api"
)

// User is a user of 1.x.
type User struct {
	Name  string
	Admin bool
}

// Privilege is what a user of 1.x may do with a database.
type Privilege string

// The privileges of 1.x.
const (
	ReadPrivilege  Privilege = "READ"
	WritePrivilege Privilege = "WRITE"
	AllPrivileges  Privilege = "ALL PRIVILEGES"
	NoPrivileges   Privilege = "NO PRIVILEGES"
)

// Grant is a user's privilege on a database of 1.x.
type Grant struct {
	Database  string
	Privilege Privilege
}

// Users yields the users of 1.x.
func (c *Client) Users(ctx context.Context) iter.Seq2[User, error] {
	return mapRows(c.rows1(ctx, "list users", "SHOW USERS", nil), func(r Row) (User, error) {
		u := User{Name: r.Text("user")}
		if v, ok := r.Get("admin"); ok {
			u.Admin, _ = v.Bool()
		}
		return u, nil
	})
}

// CreateUser creates a user on 1.x. The password is in no URL and no error.
func (c *Client) CreateUser(ctx context.Context, name, password string, admin bool) error {
	statement := "CREATE USER $user WITH PASSWORD $password"
	if admin {
		statement += " WITH ALL PRIVILEGES"
	}
	// The same user again is no error to the server.
	return c.admin1(ctx, "create user", statement, Params{"user": Ident(name), "password": password}, api.RepeatSafe)
}

// SetPassword changes the password of a user of 1.x.
func (c *Client) SetPassword(ctx context.Context, name, password string) error {
	return c.admin1(ctx, "set password", "SET PASSWORD FOR $user = $password", Params{"user": Ident(name), "password": password}, api.RepeatSafe)
}

// DropUser deletes a user of 1.x; [ErrNotFound] if there is none.
func (c *Client) DropUser(ctx context.Context, name string) error {
	return c.admin1(ctx, "drop user", "DROP USER $user", Params{"user": Ident(name)}, api.RepeatUnsafe)
}

// Grants yields what a user of 1.x may do.
func (c *Client) Grants(ctx context.Context, user string) iter.Seq2[Grant, error] {
	return mapRows(c.rows1(ctx, "list grants", "SHOW GRANTS FOR $user", Params{"user": Ident(user)}), func(r Row) (Grant, error) {
		return Grant{r.Text("database"), Privilege(r.Text("privilege"))}, nil
	})
}

// Grant gives a user of 1.x a privilege on a database.
func (c *Client) Grant(ctx context.Context, p Privilege, database, user string) error {
	return c.privilege(ctx, "grant", "GRANT ", " TO $user", p, database, user)
}

// Revoke takes a privilege from a user of 1.x.
func (c *Client) Revoke(ctx context.Context, p Privilege, database, user string) error {
	return c.privilege(ctx, "revoke", "REVOKE ", " FROM $user", p, database, user)
}

func (c *Client) privilege(ctx context.Context, op, verb, whom string, p Privilege, database, user string) error {
	word := ""
	switch p {
	case ReadPrivilege, WritePrivilege:
		word = string(p)
	case AllPrivileges:
		word = "ALL"
	default:
		return c.refuse(op, errPrivilege)
	}
	return c.admin1(ctx, op, verb+word+" ON $db"+whom, Params{"db": Ident(database), "user": Ident(user)}, api.RepeatSafe)
}
