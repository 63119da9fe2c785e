uniform sampler2D u_texture;    // unit 0
uniform vec2 u_opacity;         // opacity, 1 when the texture is premultiplied
varying vec2 v_at;

void main() {
    vec4 texel = texture2D(u_texture, v_at);
    float alpha = mix(1.0, texel.a, u_opacity.y);
    gl_FragColor = vec4(texel.rgb, alpha) * u_opacity.x;
}
