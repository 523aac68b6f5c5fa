from sds_authoring.editor.server import serve as serve
from sds_authoring.publishing.bundle import bundle as bundle
from sds_authoring.publishing.fetch import FetchResult as FetchResult, fetch as fetch
from sds_authoring.publishing.folder import Folder as Folder
from sds_authoring.publishing.keys import (
    PublicKey as PublicKey,
    load_signer as load_signer,
    make_key as make_key,
    read_public as read_public,
)
from sds_authoring.publishing.proposal import (
    Proposal as Proposal,
    SignatureCount as SignatureCount,
    read_proposal as read_proposal,
)
from sds_authoring.publishing.propose import (
    propose_officers as propose_officers,
    propose_set as propose_set,
)
