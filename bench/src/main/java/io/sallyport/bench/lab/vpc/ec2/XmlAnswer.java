package io.sallyport.bench.lab.vpc.ec2;

import java.io.StringWriter;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An answer being written: elements with text, and sets of {@code <item>}s. */
final class XmlAnswer {

    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private XmlAnswer() throws XMLStreamException {
        xml = FACTORY.createXMLStreamWriter(text);
        xml.writeStartDocument("UTF-8", "1.0");
    }

    /** {@code <ActionResponse>} around what {@code body} writes. */
    static String success(String action, Consumer<XmlAnswer> body) {
        return document(answer -> answer.element(action + "Response", () -> {
            answer.attribute("xmlns", NAMESPACE);
            answer.text("requestId", UUID.randomUUID().toString());
            body.accept(answer);
        }));
    }

    /** {@code <Response><Errors><Error>}: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html. */
    static String error(String code, String message) {
        return document(answer -> answer.element("Response", () -> {
            answer.element("Errors", () -> answer.element("Error", () -> answer.text("Code", code).text("Message", message)));
            answer.text("RequestID", UUID.randomUUID().toString());
        }));
    }

    private static String document(Consumer<XmlAnswer> body) {
        try {
            XmlAnswer answer = new XmlAnswer();
            body.accept(answer);
            answer.xml.writeEndDocument();
            return answer.text.toString();
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    XmlAnswer text(String name, Object value) {
        return element(name, () -> characters(value.toString()));
    }

    /** {@code <name><item>…</item>…</name>}. */
    <T> XmlAnswer set(String name, Collection<T> items, Consumer<T> each) {
        return element(name, () -> items.forEach(item -> element("item", () -> each.accept(item))));
    }

    /** The text of an item that has no elements. */
    void item(Object value) {
        characters(value.toString());
    }

    XmlAnswer element(String name, Runnable content) {
        try {
            xml.writeStartElement(name);
            content.run();
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private void characters(String value) {
        try {
            xml.writeCharacters(value);
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private void attribute(String name, String value) {
        try {
            xml.writeAttribute(name, value);
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    private static AssertionError impossible(XMLStreamException e) {
        return new AssertionError("writing into memory does not fail", e);
    }
}
