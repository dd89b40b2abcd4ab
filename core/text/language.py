"""Which language a message is written in, by the words that only one of the two has.

Vietnamese is often typed without accents ("lam khai sinh o dau"), so accents alone do not tell; English words stand in Vietnamese
sentences ("làm work permit"), so a few of do not tell either. What is short or mixed is left open.
"""

import re
from typing import Literal

from core.text.fold import fold, has_accents
from core.text.normalize import normalize
from core.text.orthography import is_syllable

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_NAMES = re.compile(r"ho chi minh|sai ?gon|viet ?nam|ha ?noi|binh duong|vung tau|ba ria|con dao|vneid|dichvucong\S*", re.IGNORECASE)
# Words of English alone: no Vietnamese syllable is spelled so, and nobody s them into a Vietnamese sentence.
_ENGLISH = frozenset(
    """
    about abroad according account address adult affidavit after again ago agency all allowed already also although always amend and
    another answer any anybody anyone anything apartment application applied apply applying appointment approve are aren't around
    arrive ask away baby back bank because been before begin being best better between birth book born both bought brother build
    building built business buying call called came cancel cannot can't car cash certificate certified certify change changed
    changing cheap child children citizen citizens city clearance close closed come company complaint condition conditions copies
    copy correct cost costs could country couple criminal currently customs daughter days dead death deceased declare declaration
    deed delay denied department did didn't died different divorce divorced doctor document documents does doesn't don't done driver
    driver's driving during duration each early earn easy else elderly employ employee employer employment ended english enough
    enterprise entry establish even ever every evidence example exchange exit expat expire expired explain extend extension family
    father fee fees female fill find fire first five food for foreign foreigner foreigners forever form four free friend from full
    gave get gets getting girl give given goes going good government grant guide had half happens hasn't have haven't hear
    help her here hers higher hire hiring hold holder holiday home hospital hour hours house household how however hundred husband
    identity if illness immigrant important inherit inheritance inside instead insurance into invest investment investor isn't issue
    issued its job judicial just keep kids kind know land language last late later law lawyer learn lease leave left legal legalize
    legally less letter license licence licensed like list little live living local long-term lose lost made mail make making
    male many marriage married marry marrying mean means middle month months more mother motorbike motorcycle move moved moving
    much must myself name names nationality near necessary need needed needs never new next nobody none normally notarized notarize
    nothing notify now number obtain of off office officer often old one online's only onto open opening or order other our out
    over overseas own owner paper papers parent parents part pass passed passports paying payment pension people permanent
    permission permit permits person personal photo place placed police possible power prepare prepared procedure procedures
    process processing prove provide public purchase pursue question questions quick quickly rather read ready reason
    receive received recognize record records refuse refused register registered registering registration relative remarry renew
    renewal renewing rent rental renting replace replaced replacement report request require required requirement requirements
    reside residence residency resident restaurant result retire retired right rights rules said same school second see sell selling
    send sent service services several shall she shop short should show sick sign signature signed since single sister someone
    something soon speak spouse staff start starting state status stay staying steps still stolen stop store student submit
    submitted such support sure take taken takes taking talk tax taxes teach teacher tell temporary tenant test their them there
    these they thing things think this those though three through time times today together told tomorrow too took tourist trade
    transfer translate translated translation travel two under unemployed unemployment until update upon use used using valid
    validity vehicle very vietnamese visit wait want wanted wants war was wasn't way we website wedding week weeks well went were
    what what's when when's where where's whether which while who who's whom whose why wife will wish with within without woman
    won't work worked worker workers working works would wouldn't write wrong year years yes yesterday you your yours zone
    i'm i've i'd i'll it's that's there's we're they're you're let's elder disability disabled hotel homeowner
    approval benefit benefits contract criteria decree degree diploma dissolve eligible evict fine fined fines internal labor labour
    limited lump maternity mortgage naturalization orphanage ownership pregnant refund regulation regulations restore safety school
    social split sponsor subsidy suspend temporarily trademark tuition unmarried upgrade utilities vaccination withdraw woman's
    abuse hacked wallet
    """.split()
)
# Spelled like Vietnamese syllables and common in English too: they tell nothing ("to" is "tờ", "can" is "cần").
_BOTH = frozenset(
    """
    a am an at be by can do go has he hi him his i in is it man may me men my no not on so son than that the then to up us long
    ten hot ban bin bus chip him pin pop sat sim sip ton tip top tin two as or if of off cat cut get got hit hat let lot met net nut
    pen pay pet pot put set sit via but buy day quit sue them try yet you
    """.split()
)
_CHATTED = frozenset(["k", "ko", "dc", "đc", "hok", "hk", "vs", "mik", "ntn", "bn", "dk", "gks", "cccd", "cmnd", "nha", "z", "j", "zậy", "zay"])


def language(text: str) -> Literal["vi", "en"] | None:
    """Return the language of `text`, or `None` where it is too short or too mixed to tell ("ok", "VNeID", "Ben Nghe")."""
    spelled = [word.lower().replace("’", "'") for word in _WORD.findall(_NAMES.sub(" ", normalize(text)))]
    english = sum(word in _ENGLISH for word in spelled)
    accented = sum(has_accents(word) for word in spelled)
    vietnamese = sum(_is_vietnamese(word) for word in spelled)
    if english > vietnamese and (english > 1 or len(spelled) > 3):
        return "en"
    return "vi" if accented > 1 or (vietnamese > 2 and vietnamese > english) else None


def _is_vietnamese(word: str) -> bool:
    if word in _ENGLISH or word in _BOTH:
        return False
    return word in _CHATTED or is_syllable(fold(word))
