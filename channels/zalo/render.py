"""An `Answer` as messages of Zalo. No limit is broken and no word of the answer is cut or left out.

A message is what `ZaloClient.send` takes, the recipient aside: `{"message": {"text", "attachment"?}}`, with `conversation_id` beside it
for somebody without a name.
"""

from typing import Any

from channels.beside import beside
from channels.cutter import split
from channels.zalo.choices import arrange, clean
from core.answer import Answer
from core.words import Language, say

LONGEST_TEXT = 2_000
_NO_CONTACT = '/pick{"option":"human:nocontact"}'  # stands under the question how an officer can reach somebody
Message = dict[str, Any]


def render(answer: Answer, public_url: str, anonymous: str | None = None, form_image: str = "") -> list[Message]:
    """Return `answer` in messages, in order; the buttons stand under the last one.

    Args:
        answer: what to say; none of its parts is needed beside the text.
        public_url: stands before links that are paths of the gateway.
        anonymous: the conversation of somebody who is not signed in (`Event.anonymous`): they can be sent words alone.
        form_image: public address of a picture: who is asked for a phone number gets Zalo's form for it too, under this picture.
    """
    arranged = arrange(answer, public_url, possible=anonymous is None)
    told = clean("\n\n".join(part.strip() for part in (answer.text, *beside(answer), *arranged.paragraphs) if part.strip()))
    texts = split(told, LONGEST_TEXT) or ([say("zalo.choose", answer.language)] if arranged.buttons else [])
    messages: list[Message] = [{"message": {"text": text}} for text in texts]
    if arranged.buttons:
        messages[-1]["message"]["attachment"] = {"type": "template", "payload": {"buttons": arranged.buttons}}
    if anonymous is not None:
        return [{**message, "conversation_id": anonymous} for message in messages]
    asked = form_image and any(button.payload == _NO_CONTACT for button in answer.buttons)
    return [*messages, ask_contact(form_image, answer.language)] if asked else messages


def ask_contact(image: str, language: Language = "vi") -> Message:
    """Return Zalo's form for name and phone, under the picture at the public address `image`; the answer is a TOLD_CONTACT event."""
    element = {"title": say("zalo.contact_title", language), "subtitle": say("zalo.contact_subtitle", language), "image_url": image}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"message": {"attachment": {"type": "template", "payload": payload}}}
