//! The people of the made-up firm: one or more in every state of E1 under an expiry of 90 days.

use crate::domain::{Access, Membership, Role};

/// One made-up person.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) name: &'static str,
    /// What the firm's machines call them, where they have an account there.
    pub(super) login: Option<&'static str>,
    pub(super) membership: Membership,
    pub(super) had: Had,
    pub(super) strong: bool,
    pub(super) access: Access,
    /// How many hours ago they signed in.
    pub(super) signed_in: Option<i64>,
}

/// Their password.
#[derive(Debug)]
pub(super) enum Had {
    /// Set so many days ago.
    Set(i64),
    /// Set so many days ago, and forced yesterday for that reason.
    Forced(i64, &'static str),
    /// Set so many days ago; since yesterday too many wrong tries have locked their e-mail.
    LockedOut(i64),
    /// None yet; a setup code was issued so many days ago.
    CodeSince(i64),
    /// None yet, and no code is open.
    Nothing,
}

use Had::{CodeSince, Forced, LockedOut, Nothing, Set};

const OWNER: Membership = Membership::Firm(Role::Owner);
const ADMINISTRATOR: Membership = Membership::Firm(Role::Administrator);
const USER: Membership = Membership::Firm(Role::User);
const CONNECT: Membership = Membership::Connect;

impl Made {
    /// The domain of their e-mail: the firm's own, or that of a client.
    pub(super) fn domain(&self) -> &'static str {
        match self.membership {
            Membership::Firm(_) => "hartwellfinch.example",
            Membership::Connect => "client.example",
        }
    }

    const fn new(
        name: &'static str,
        membership: Membership,
        had: Had,
        strong: bool,
        signed_in: Option<i64>,
    ) -> Self {
        Self {
            name,
            login: None,
            membership,
            had,
            strong,
            access: Access::Enabled,
            signed_in,
        }
    }

    const fn login(self, name: &'static str) -> Self {
        Self {
            login: Some(name),
            ..self
        }
    }

    const fn disabled(self) -> Self {
        Self {
            access: Access::Disabled,
            ..self
        }
    }
}

/// Name, membership, password, whether it was seen to be strong, hours since the last sign-in. The owner is first.
pub(super) const PEOPLE: &[Made] = &[
    Made::new("Ada Hartwell", OWNER, Set(81), true, Some(0)),
    Made::new("Ben Okafor", ADMINISTRATOR, Set(10), true, Some(26)).login("ben"),
    Made::new("Chloe Marsh", USER, Set(94), true, Some(98)),
    Made::new(
        "Dev Patel",
        USER,
        Forced(33, "Laptop stolen on Monday"),
        false,
        Some(122),
    )
    .login("dpatel"),
    Made::new("Erin Lowe", CONNECT, Set(212), false, Some(530)),
    Made::new("Farid Naderi", USER, Set(23), true, Some(5)),
    Made::new("Grace Liu", USER, Set(89), false, Some(5)),
    Made::new("Hugo Brandt", USER, CodeSince(2), false, None),
    Made::new("Imani Otieno", ADMINISTRATOR, Set(45), true, Some(28)).login("imani"),
    Made::new("Jonas Weber", USER, Set(5), true, Some(29)).login("jweber"),
    Made::new("Kira Sato", CONNECT, Set(140), true, Some(1060)),
    Made::new("Liam Byrne", USER, Set(31), true, Some(7)),
    Made::new("Mei Tanaka", USER, Set(77), false, Some(51)),
    Made::new("Nils Lindqvist", USER, Set(63), true, Some(30)),
    Made::new("Olivia Grant", USER, Set(18), true, Some(6)),
    Made::new("Pablo Reyes", CONNECT, Set(61), false, Some(214)),
    Made::new("Quinn Doyle", USER, Set(71), true, Some(74)),
    Made::new("Rania Haddad", USER, Set(2), true, Some(4)),
    Made::new("Sven Dahl", USER, Set(110), false, Some(400)),
    Made::new("Tara Singh", USER, Set(54), true, Some(27)),
    Made::new("Uma Krishnan", CONNECT, Set(19), true, Some(77)),
    Made::new("Victor Hugo Lima", USER, Set(37), true, Some(8)),
    Made::new("Wanda Nowak", USER, Set(86), false, Some(53)),
    Made::new("Xiu Chen", USER, Set(13), true, Some(5)),
    Made::new("Yusuf Demir", USER, Set(29), true, Some(31)),
    Made::new("Zoë Ångström", USER, Set(40), true, Some(9)),
    Made::new("Amara Diallo", USER, Set(51), true, Some(28)),
    Made::new("Bruno Costa", CONNECT, Set(330), false, Some(700)),
    Made::new("Carla Moretti", USER, Set(58), true, Some(76)),
    Made::new("Daniel Rosen", USER, Set(9), true, Some(6)),
    Made::new("Elena Petrova", USER, Set(66), false, Some(33)),
    Made::new("Finn Gallagher", USER, Set(25), true, Some(29)),
    Made::new("Gita Rao", USER, Set(79), true, Some(54)),
    Made::new("Henrik Olsen", CONNECT, Set(45), true, Some(120)),
    Made::new("Isla McKenzie", USER, Set(47), true, Some(7)),
    Made::new("Jamal Carter", USER, Nothing, false, None),
    Made::new("Karin Vogel", USER, Set(33), true, Some(30)),
    Made::new("Leo Martin", CONNECT, Set(88), false, Some(260)),
    Made::new("Marta Kowalska", USER, Set(16), true, Some(10)),
    Made::new("Naoko Mori", USER, Set(69), true, Some(55)),
    Made::new("Omar Farouk", CONNECT, Set(12), true, Some(58)),
    Made::new("Petra Novak", USER, Set(43), true, Some(28)),
    Made::new("Rafael Silva", USER, Set(21), true, Some(9)),
    Made::new("Sofia Conti", CONNECT, CodeSince(1), false, None),
    Made::new("Theo Laurent", USER, LockedOut(60), false, Some(99)),
    Made::new("Ursula Klein", CONNECT, Set(70), true, Some(310)),
    Made::new("Vikram Joshi", USER, Set(7), true, Some(5)),
    Made::new("Willa Hayes", USER, Set(36), true, Some(32)),
    Made::new("Yara Mansour", CONNECT, Set(150), false, Some(810)),
    Made::new("Zachary Ford", USER, Set(56), true, Some(77)),
    Made::new("Agnes Holm", USER, Set(27), true, Some(29)),
    Made::new("Bilal Aziz", CONNECT, Set(5), true, Some(110)),
    Made::new(
        "Greta Lund",
        USER,
        Forced(64, "A client's mail was forwarded"),
        true,
        Some(34),
    ),
    Made::new("Colin Frost", USER, Set(140), false, Some(2600)).disabled(),
    Made::new("Diane Keller", USER, Set(95), true, Some(1500)).disabled(),
    Made::new("Ewan Price", CONNECT, Set(300), false, Some(4000)).disabled(),
];
