package docx

import "lianluo/pkg/fault"

var (
	errFormat = fault.Invalid("docx.format", "这不是可读取的 Word 文件（.docx）。请用 Word 或 WPS 打开后另存为 .docx，再上传。",
		"This is no Word file (.docx) that can be read; open it in Word or WPS, save it as .docx and send that")
	errOld = fault.Invalid("docx.old", "这是旧版 .doc 文件，或设有密码。请取消密码并另存为 .docx，再上传。",
		"This is an old .doc file, or it has a password; take the password off, save it as .docx and send that")
	errLarge = fault.TooLarge("docx.size", "文件过大（最多 %d MB），请压缩其中的图片后再上传", "The file is too large (%d MB at most); make its pictures smaller and send it again", maxFile>>20)
	errBomb  = fault.TooLarge("docx.unpacked", "文件展开后过大，无法使用。请另存为一份干净的 .docx，再上传。", "The file is too large once unpacked; save a clean copy as .docx and send that")
	errMacro = fault.Invalid("docx.macro", "文件含有宏，不能使用。请另存为不含宏的 .docx，再上传。", "The file has macros; save it as .docx without macros and send that")
	errEmbed = fault.Invalid("docx.embedded", "文件嵌入了对象或控件（如表格、OLE、ActiveX），不能使用。请删除这些对象，改用文字和表格，再上传。",
		"The file embeds objects or controls (OLE, ActiveX); take them out, use text and tables, and send it again")
	errOutside = fault.Invalid("docx.external", "文件引用了外部内容（链接的图片、模板或网址），不能使用。请删除这些链接，把图片改为插入，再上传。",
		"The file refers to things outside of it (linked pictures, templates, addresses); take the links out, insert pictures instead, and send it again")
	errDTD = fault.Invalid("docx.dtd", "文件含有不允许的定义（DTD），不能使用。请用 Word 或 WPS 另存一份，再上传。", "The file has definitions (DTD) that are not allowed; save a copy with Word or WPS and send that")
)

func errField(code string) error {
	return fault.Invalid("docx.field", "文件含有域代码“%[1]s”，不能使用。请删除它，或改为普通文字，再上传。", "The file has the field code “%[1]s”; take it out or make it plain text, and send it again", code)
}
