"""Who works in the demo and who buys there. All invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "counter-demo"  # noqa: S105  (published on purpose; the demo never opens a real site)


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A store with what its tax invoice prints; `gstin_body` is completed with its check sign."""

    code: str
    kind: str
    state: str
    city: str
    name: str
    legal_name: str
    address: str
    pincode: str
    pan: str
    phone: str


STORES = (
    DemoStore(
        "DL01", "mi_home", "07", "New Delhi", "Mi Home Nehru Place", "Yamuna Mobiles Private Limited", "42 Nehru Place", "110019",
        "AAACY4321K", "+911126451234",
    ),
    DemoStore(
        "MH01", "mi_studio", "27", "Mumbai", "Mi Studio Andheri", "Sahyadri Telecom LLP", "7 SV Road, Andheri West", "400058", "AABFS7788M",
        "+912226781234",
    ),
    DemoStore(
        "KA01", "preferred_partner", "29", "Bengaluru", "Kaveri Mobiles Jayanagar", "Kaveri Mobiles", "18 11th Main, Jayanagar", "560011",
        "AALFK2468P", "+918026641234",
    ),
    DemoStore(
        "TN01", "mi_home", "33", "Chennai", "Mi Home T. Nagar", "Marina Phones Private Limited", "90 Usman Road, T. Nagar", "600017",
        "AADCM1357R", "+914424341234",
    ),
    DemoStore(
        "CH01", "preferred_partner", "04", "Chandigarh", "Shivalik Mobiles Sector 17", "Shivalik Mobiles", "SCO 21, Sector 17", "160017",
        "AAMFS9753T", "+911722701234",
    ),
)  # fmt: skip

# username, first name, last name, store, role there (or office role)
SIGN_INS = (
    ("clerk.dl01", "Ravi", "Kumar", "DL01", "clerk"),
    ("clerk.mh01", "Sneha", "Patil", "MH01", "clerk"),
    ("manager.dl01", "Meera", "Kapoor", "DL01", "manager"),
    ("headoffice", "Arjun", "Mehta", None, "headoffice"),
    ("headoffice2", "Kavya", "Reddy", None, "headoffice"),
    ("auditor", "Naina", "Bose", None, "auditor"),
)
# The others at work: they have no password that anybody knows.
COLLEAGUES = (
    ("manager.mh01", "Rohan", "Deshmukh", "MH01", "manager"),
    ("clerk.ka01", "Deepa", "Gowda", "KA01", "clerk"),
    ("manager.ka01", "Suresh", "Hegde", "KA01", "manager"),
    ("clerk.tn01", "Karthik", "Subramanian", "TN01", "clerk"),
    ("manager.tn01", "Lakshmi", "Narayanan", "TN01", "manager"),
    ("clerk.ch01", "Simran", "Kaur", "CH01", "clerk"),
    ("manager.ch01", "Gurpreet", "Singh", "CH01", "manager"),
)
FIRST_NAMES = (
    "Anita", "Imran", "Joseph", "Lakshmi", "Gurpreet", "Sunita", "Farhan", "Priya", "Vikram", "Fatima", "Manoj", "Divya", "Harish", "Pooja",
    "Aditya", "Nisha", "Sanjay", "Rekha", "Mohammed", "Geeta", "Thomas", "Shalini", "Bilal", "Usha", "Kiran", "Yash", "Ritu", "Aarav",
)  # fmt: skip
LAST_NAMES = (
    "Sharma", "Sheikh", "Thomas", "Nair", "Singh", "Rao", "Ali", "Iyer", "Malhotra", "Khan", "Verma", "Menon", "Pillai", "Gupta", "Joshi",
    "Das", "Banerjee", "Yadav", "Ansari", "Kulkarni", "D'Souza", "Chauhan", "Mishra", "Bhat", "Saxena", "Fernandes",
)  # fmt: skip
HINDI_NAMES = ("अनीता शर्मा", "सुरेश यादव", "फ़रहान अली", "गीता देवी", "मनोज कुमार", "पूजा गुप्ता")
